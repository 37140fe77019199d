using Loyalty.Catalog;

namespace Loyalty.Management.Rules;

/// <summary>Which rules a caller wants to see; null = whichever.</summary>
public sealed record RuleFilter
{
    public RuleStatus? Status { get; init; }
    public ProgramId? ProgramId { get; init; }

    /// <summary>One of the clients that may trigger it.</summary>
    public ClientId? ClientId { get; init; }

    /// <summary>Whether this is one of them.</summary>
    public bool Fits(Rule rule) =>
        (Status is null || rule.Status == Status)
        && (ProgramId is null || rule.ProgramId == ProgramId)
        && (ClientId is not { } client || rule.ClientIds.Contains(client));
}
