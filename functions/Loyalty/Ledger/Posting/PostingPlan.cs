using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger.Posting;

/// <summary>What to do next for a caller who waits: post a command, or answer without one.</summary>
public readonly record struct PostingPlan
{
    private readonly PostingOutcome? answer;

    private PostingPlan(Command? command, PostingOutcome? answer)
    {
        Command = command;
        this.answer = answer;
    }

    /// <summary>What to post; null = nothing.</summary>
    public Command? Command { get; }

    /// <summary>What to answer where nothing is to be posted.</summary>
    public PostingOutcome Answer => answer ?? throw new InvalidOperationException("There is a command to post first.");

    public static implicit operator PostingPlan(Command command) => new(command, null);

    public static implicit operator PostingPlan(PostingOutcome answer) => new(null, answer);
}
