namespace Loyalty.Callbacks;

/// <summary>Port: what was tried to deliver each callback.</summary>
public interface IDeliveryLog
{
    /// <summary>The delivery, or null before its first attempt.</summary>
    ValueTask<Versioned<Delivery>?> FindAsync(string deliveryId, CancellationToken cancellationToken);

    /// <summary>Stores a delivery: new when <paramref name="etag"/> is null, else in place of the one read with it.
    /// False when another was faster (nothing is written).</summary>
    Task<bool> SaveAsync(Delivery delivery, string? etag, CancellationToken cancellationToken);

    /// <summary>An organisation's deliveries with a status, newest first.</summary>
    Task<Page<Delivery>> PageAsync(
        OrgId org,
        DeliveryStatus status,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    );
}
