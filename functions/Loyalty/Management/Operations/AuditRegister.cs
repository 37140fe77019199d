using System.Text.Json;
using Loyalty.Catalog;

namespace Loyalty.Management.Operations;

/// <summary>Tells who changed what.</summary>
public sealed class AuditRegister(ICatalog catalog)
{
    /// <summary>Most pages that one call reads for those that fit.</summary>
    private const int MostReads = 10;

    /// <summary>An organisation's changes, newest first; a page may be short, and still lead on.</summary>
    /// <param name="org">The organisation.</param>
    /// <param name="kind">Changes of this kind of thing; null = of any.</param>
    /// <param name="id">Changes of things with this id; null = of any.</param>
    /// <param name="cursor">Where the page before ended; null = from the newest.</param>
    /// <param name="limit">Maximum number of items.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Page<AuditDocument>> ListAsync(
        OrgId org,
        string? kind,
        string? id,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var found = new List<AuditDocument>();
        for (var reads = 0; reads < MostReads; reads++)
        {
            var page = await catalog.AuditAsync(org, cursor, limit - found.Count, cancellationToken);
            found.AddRange(page.Items.Where(Fits).Select(AuditDocument.Of));
            cursor = page.NextCursor;
            if (cursor is null || found.Count == limit)
                break;
        }

        return new Page<AuditDocument>(found, cursor);

        bool Fits(AuditRecord record) => (kind is null || record.Kind == kind) && (id is null || record.Id == id);
    }
}

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
