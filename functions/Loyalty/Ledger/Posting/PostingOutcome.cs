using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger.Posting;

/// <summary>What became of a command whose caller waits for the answer.</summary>
public sealed record PostingOutcome
{
    private PostingOutcome() { }

    /// <summary>The entry; null = refused, and nothing is stored.</summary>
    public LedgerEntry? Entry { get; private init; }

    /// <summary>Why it was refused.</summary>
    public Refusal Refusal { get; private init; }

    /// <summary>Whether the entry was there already, from the same request sent before.</summary>
    public bool Replayed { get; private init; }

    /// <summary>Posted now.</summary>
    public static PostingOutcome Of(LedgerEntry entry) => new() { Entry = entry };

    /// <summary>Posted by the same request before.</summary>
    public static PostingOutcome Again(LedgerEntry entry) => new() { Entry = entry, Replayed = true };

    /// <summary>Not posted.</summary>
    public static PostingOutcome Refused(Refusal refusal) => new() { Refusal = refusal };
}
