using System.Text.Json;

namespace Loyalty.Catalog;

/// <summary>A change that somebody made to what an organisation has set up.</summary>
public sealed record AuditRecord
{
    /// <summary>Unique in the organisation.</summary>
    public required string AuditId { get; init; }
    public required OrgId OrgId { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The client that asked for it.</summary>
    public required ClientId By { get; init; }

    /// <summary>What was done, one word: <c>create</c>, <c>update</c>, <c>activate</c>, <c>reverse</c>, …</summary>
    public required string Action { get; init; }

    /// <summary>What it was done to: <c>rule</c>, <c>client</c>, <c>member</c>, <c>transaction</c>, …</summary>
    public required string Kind { get; init; }

    /// <summary>The id of what it was done to.</summary>
    public required string Id { get; init; }

    /// <summary>As it was before, in the form that callers see, which has no secret in it; null = it was not.</summary>
    public JsonElement? Before { get; init; }

    /// <summary>As it is since; null = it is no more.</summary>
    public JsonElement? After { get; init; }
}
