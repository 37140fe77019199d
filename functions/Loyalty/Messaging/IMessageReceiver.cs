namespace Loyalty.Messaging;

/// <summary>Port: the receiving side of the queues, for a host that carries messages to their functions itself. In Azure
/// the triggers do.</summary>
public interface IMessageReceiver
{
    /// <summary>Hands out messages that are due, the longest due first, each to one receiver until its lease is over.
    /// May be empty: then <see cref="WaitAsync"/>.</summary>
    /// <param name="queue">From which queue.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="leaseFor">How long they are this receiver's, unless the queue itself says it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        string queue,
        int most,
        TimeSpan leaseFor,
        CancellationToken cancellationToken
    );

    /// <summary>Removes messages that were handled. One whose lease was lost stays with whoever has it now.</summary>
    Task CompleteAsync(IReadOnlyList<ReceivedMessage> messages, CancellationToken cancellationToken);

    /// <summary>Gives messages back that could not be handled; deliveries so far still count. One whose lease was lost
    /// stays with whoever has it now.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="notBefore">When they may be delivered again, for queues that can tell; else at once.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task AbandonAsync(
        IReadOnlyList<ReceivedMessage> messages,
        DateTimeOffset? notBefore,
        CancellationToken cancellationToken
    );

    /// <summary>Waits, without polling, until the queue may have something to receive.</summary>
    Task WaitAsync(string queue, CancellationToken cancellationToken);
}
