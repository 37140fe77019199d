using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger;

/// <summary>Which entries of an organisation are looked for; what is null does not matter.</summary>
public sealed record EntrySearch
{
    /// <summary>
    /// Most entries that one call looks at, so that a search for something rare never holds up others: the page is then
    /// shorter than asked for, perhaps empty, and leads on.
    /// </summary>
    public const int MostLookedAt = 2000;

    public required OrgId OrgId { get; init; }
    public MemberId? MemberId { get; init; }
    public ProgramId? ProgramId { get; init; }
    public ClientId? ClientId { get; init; }
    public RuleId? RuleId { get; init; }
    public EntryKind? Kind { get; init; }
    public EntryStatus? Status { get; init; }

    /// <summary>The whole reference that its request gave.</summary>
    public string? Reference { get; init; }

    /// <summary>The partner that its request named.</summary>
    public string? Partner { get; init; }

    /// <summary>Decided at or after it.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Decided before it.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Whether it is one of those.</summary>
    public bool Matches(LedgerEntry entry) =>
        entry.OrgId == OrgId
        && (MemberId is not { } member || entry.MemberId == member)
        && (ProgramId is not { } program || entry.ProgramId == program)
        && (ClientId is not { } client || entry.ClientId == client)
        && (RuleId is not { } rule || entry.RuleId == rule)
        && (Kind is not { } kind || entry.Kind == kind)
        && (Status is not { } status || entry.Status == status)
        && (Reference is not { } reference || entry.Reference == reference)
        && (Partner is not { } partner || entry.Partner == partner)
        && (From is not { } from || entry.At >= from)
        && (To is not { } to || entry.At < to);
}
