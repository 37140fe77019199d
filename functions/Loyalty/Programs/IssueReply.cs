namespace Loyalty.Programs;

/// <summary>What the keeper of a program's books says of an issue.</summary>
public abstract record IssueReply
{
    private IssueReply() { }

    /// <summary>Booked, for good.</summary>
    /// <param name="Points">As many.</param>
    public sealed record Posted(Points Points) : IssueReply;

    /// <summary>Accepted and then refused, for good.</summary>
    /// <param name="Code">Why.</param>
    /// <param name="Word">The other system's word for it.</param>
    public sealed record Failed(Refusal Code, string? Word = null) : IssueReply;

    /// <summary>Turned away: this attempt has claimed nothing, which says nothing of an earlier one.</summary>
    /// <param name="Code">Why.</param>
    /// <param name="Word">The other system's word for it.</param>
    public sealed record TurnedAway(Refusal Code, string? Word) : IssueReply;

    /// <summary>Accepted; the outcome is not known yet.</summary>
    public sealed record Pending : IssueReply;

    /// <summary>Never heard of.</summary>
    public sealed record Unknown : IssueReply;

    /// <summary>Nothing was learnt.</summary>
    /// <param name="Fault">What came in between.</param>
    /// <param name="MayHaveArrived">Whether the issue may have been accepted all the same.</param>
    public sealed record NoAnswer(string Fault, bool MayHaveArrived) : IssueReply;
}
