using Loyalty.Messaging;

namespace Loyalty.Embedded;

/// <summary>A message by its row.</summary>
internal sealed record LeasedMessage : ReceivedMessage
{
    /// <summary>The row. With the delivery count it names this lease and no later one.</summary>
    public required long Key { get; init; }

    /// <summary>Whether this delivery has to be written down before it is made.</summary>
    public required bool MustBeCounted { get; init; }
}
