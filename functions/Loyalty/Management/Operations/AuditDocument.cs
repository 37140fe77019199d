using System.Text.Json;
using Loyalty.Catalog;

namespace Loyalty.Management.Operations;

/// <summary>A change that somebody made, as callers of the management API see it.</summary>
public sealed record AuditDocument
{
    public required string AuditId { get; init; }
    public required DateTimeOffset At { get; init; }
    public required ClientId By { get; init; }
    public required string Action { get; init; }
    public required string Kind { get; init; }
    public required string Id { get; init; }
    public JsonElement? Before { get; init; }
    public JsonElement? After { get; init; }

    internal static AuditDocument Of(AuditRecord record) =>
        new()
        {
            AuditId = record.AuditId,
            At = record.At,
            By = record.By,
            Action = record.Action,
            Kind = record.Kind,
            Id = record.Id,
            Before = record.Before,
            After = record.After,
        };
}
