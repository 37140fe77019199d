using Loyalty.Ledger.Rules;

namespace Loyalty.Holds;

/// <summary>A wish to keep points of a member for a while.</summary>
public sealed record HoldRequest
{
    /// <summary>The entry that places it: the same wish sent again has the same.</summary>
    public required EntryId Id { get; init; }
    public required AccountKey Account { get; init; }
    public required Points Amount { get; init; }

    /// <summary>How long they are kept, from when they are held.</summary>
    public required TimeSpan Lasts { get; init; }
    public required ClientId ClientId { get; init; }
    public RequestId? RequestId { get; init; }

    /// <summary>The rule that they count for; null = none, and the caller has judged what the program allows.</summary>
    public RuleId? RuleId { get; init; }

    /// <summary>The caller's free text.</summary>
    public string? Reference { get; init; }

    /// <summary>What a till says of it; stands in the entry.</summary>
    public TillSale? Sale { get; init; }

    /// <summary>The nonce of the code that it uses up; null = none.</summary>
    public string? Code { get; init; }

    /// <summary>Hash of the wish, by which another one under the same id is found.</summary>
    public string? ContentHash { get; init; }
}
