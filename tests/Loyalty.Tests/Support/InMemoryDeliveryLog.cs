using System.Collections.Concurrent;
using Loyalty.Callbacks;

namespace Loyalty.Tests.Support;

/// <summary>Deliveries in memory, with etags; a test can interfere just before a write.</summary>
internal sealed class InMemoryDeliveryLog : IDeliveryLog
{
    private readonly ConcurrentDictionary<string, Versioned<Delivery>> deliveries = new();
    private int version;

    /// <summary>Runs before each write, with the delivery about to be written.</summary>
    public Action<Delivery>? BeforeSave { get; set; }

    public int Finds { get; private set; }

    public Delivery this[string deliveryId] => deliveries[deliveryId].Value;

    public bool IsEmpty => deliveries.IsEmpty;

    /// <summary>A write by somebody else.</summary>
    public void Put(Delivery delivery) => deliveries[delivery.DeliveryId] = new(delivery, NextETag());

    public ValueTask<Versioned<Delivery>?> FindAsync(string deliveryId, CancellationToken cancellationToken)
    {
        Finds++;
        return new(deliveries.GetValueOrDefault(deliveryId));
    }

    public Task<bool> SaveAsync(Delivery delivery, string? etag, CancellationToken cancellationToken)
    {
        BeforeSave?.Invoke(delivery);
        var written = new Versioned<Delivery>(delivery, NextETag());
        if (etag is null)
            return Task.FromResult(deliveries.TryAdd(delivery.DeliveryId, written));
        var same = deliveries.TryGetValue(delivery.DeliveryId, out var found) && found.ETag == etag;
        if (same)
            deliveries[delivery.DeliveryId] = written;
        return Task.FromResult(same);
    }

    public Task<Page<Delivery>> PageAsync(
        OrgId org,
        DeliveryStatus? status,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult(
            new Page<Delivery>(
                [
                    .. deliveries
                        .Values.Select(d => d.Value)
                        .Where(d => d.OrgId == org && (status is null || d.Status == status))
                        .Take(limit),
                ],
                null
            )
        );

    private string NextETag() => Interlocked.Increment(ref version).ToString();
}
