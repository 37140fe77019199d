using System.Diagnostics.CodeAnalysis;

namespace Loyalty;

/// <summary>What came of a management request for one item: the item with its tag, or why not. Made by
/// <see cref="Outcomes"/>, or from a refusal.</summary>
/// <typeparam name="T">The item in the form that callers see.</typeparam>
public sealed record Outcome<T>
    where T : class
{
    internal Outcome() { }

    /// <summary>The item as it is now; null = refused, see <see cref="Problem"/>.</summary>
    public Versioned<T>? Item { get; internal init; }

    /// <summary>Why not; null = it was done.</summary>
    public Problem? Problem { get; internal init; }

    /// <summary>Whether an earlier request under the same <c>Idempotency-Key</c> had done it.</summary>
    public bool Replayed { get; internal init; }

    /// <summary>Whether it was done.</summary>
    [MemberNotNullWhen(true, nameof(Item))]
    [MemberNotNullWhen(false, nameof(Problem))]
    public bool Succeeded => Item is not null;

    /// <summary>Not done.</summary>
    public static implicit operator Outcome<T>(Problem problem) => new() { Problem = problem };

    /// <inheritdoc cref="op_Implicit(Problem)"/>
    public static implicit operator Outcome<T>(Refusal refusal) => (Problem)refusal;
}
