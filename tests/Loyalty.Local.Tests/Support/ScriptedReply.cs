namespace Loyalty.Local.Tests.Support;

/// <summary>What a callback receiver answers.</summary>
internal sealed record ScriptedReply(int Status)
{
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The answer waits for this; null = at once.</summary>
    public Task? After { get; init; }

    /// <summary>Drop the connection without an answer.</summary>
    public bool Drop { get; init; }
}
