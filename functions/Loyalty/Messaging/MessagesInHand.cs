namespace Loyalty.Messaging;

/// <summary>The messages that a function was called with, in a host that receives by <see cref="IMessageReceiver"/>; one for
/// each call. A store that keeps their queue as well can remove them in the commit that ends their handling.</summary>
public sealed class MessagesInHand
{
    /// <summary>Empty = the host's trigger has them, and alone completes them.</summary>
    public IReadOnlyList<ReceivedMessage> Messages { get; set; } = [];
}
