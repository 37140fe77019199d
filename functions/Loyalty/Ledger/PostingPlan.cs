namespace Loyalty.Ledger;

/// <summary>What to do next for a caller who waits: post a command, or answer without one.</summary>
public readonly record struct PostingPlan
{
    private readonly Posting? answer;

    private PostingPlan(Command? command, Posting? answer)
    {
        Command = command;
        this.answer = answer;
    }

    /// <summary>What to post; null = nothing.</summary>
    public Command? Command { get; }

    /// <summary>What to answer where nothing is to be posted.</summary>
    public Posting Answer => answer ?? throw new InvalidOperationException("There is a command to post first.");

    public static implicit operator PostingPlan(Command command) => new(command, null);

    public static implicit operator PostingPlan(Posting answer) => new(null, answer);
}
