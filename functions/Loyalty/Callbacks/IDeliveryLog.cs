using Loyalty.Messaging;

namespace Loyalty.Callbacks;

/// <summary>Port: what was tried to deliver each callback.</summary>
public interface IDeliveryLog
{
    /// <summary>The delivery, or null before its first attempt.</summary>
    ValueTask<Versioned<Delivery>?> FindAsync(string deliveryId, CancellationToken cancellationToken);

    /// <summary>Stores a delivery: new when <paramref name="etag"/> is null, else in place of the one read with it.
    /// False when another was faster (nothing is written).</summary>
    Task<bool> SaveAsync(Delivery delivery, string? etag, CancellationToken cancellationToken);

    /// <summary>As the other, and as the last work for messages: a store that keeps their queue as well removes them in the
    /// same commit. Whoever received them completes them all the same.</summary>
    Task<bool> SaveAsync(
        Delivery delivery,
        string? etag,
        IReadOnlyList<ReceivedMessage> handled,
        CancellationToken cancellationToken
    ) => SaveAsync(delivery, etag, cancellationToken);

    /// <summary>An organisation's deliveries, newest first.</summary>
    /// <param name="org">The organisation.</param>
    /// <param name="status">Those with this status; null = all.</param>
    /// <param name="cursor">Where the page before ended; null = from the newest. Opaque; one not given out by the log is an
    /// <see cref="UnknownCursorException"/>.</param>
    /// <param name="limit">Maximum number of items.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<Page<Delivery>> PageAsync(
        OrgId org,
        DeliveryStatus? status,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    );
}
