using System.Collections.Immutable;
using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger.Posting;

/// <summary>What to post on several accounts of one member, all of it or nothing; or what to answer without.</summary>
public readonly record struct JointPlan
{
    private readonly PostingOutcome? answer;

    private JointPlan(ImmutableArray<JointCommand> commands, PostingOutcome? answer)
    {
        Commands = commands;
        this.answer = answer;
    }

    /// <summary>What to post, at most one on each account; the entry of the first is the outcome. Empty = nothing.</summary>
    public ImmutableArray<JointCommand> Commands { get; }

    /// <summary>What to answer where nothing is to be posted.</summary>
    public PostingOutcome Answer => answer ?? throw new InvalidOperationException("There are commands to post first.");

    /// <summary>Commands to post, at least one.</summary>
    public static JointPlan Post(ImmutableArray<JointCommand> commands) => new(commands, null);

    public static implicit operator JointPlan(PostingOutcome answer) => new([], answer);
}

/// <summary>What to do on one of several accounts of a member.</summary>
/// <param name="Program">Whose account it is for, as its place among the programs.</param>
/// <param name="Command">What to do there.</param>
public readonly record struct JointCommand(int Program, Command Command);
