using System.Text.Json;
using Loyalty.Callbacks;

namespace Loyalty.Tests.Support;

/// <summary>Deliveries in memory, kept as JSON, with etags; a test can interfere just before a write.</summary>
internal sealed class InMemoryDeliveryLog : IDeliveryLog
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (int Number, string Json, string ETag)> deliveries = [];
    private int version;

    /// <summary>Runs before each write, with the delivery about to be written.</summary>
    public Action<Delivery>? BeforeSave { get; set; }

    public int Finds { get; private set; }

    public Delivery this[string deliveryId] => Read(deliveries[deliveryId].Json);

    public bool IsEmpty => deliveries.Count == 0;

    /// <summary>A write by somebody else.</summary>
    public void Put(Delivery delivery)
    {
        lock (gate)
        {
            var number = deliveries.TryGetValue(delivery.DeliveryId, out var found) ? found.Number : deliveries.Count;
            deliveries[delivery.DeliveryId] = (
                number,
                JsonSerializer.Serialize(delivery, CallbackJson.Default.Delivery),
                $"v{++version}"
            );
        }
    }

    public ValueTask<Versioned<Delivery>?> FindAsync(string deliveryId, CancellationToken cancellationToken)
    {
        Finds++;
        lock (gate)
            return new(
                deliveries.TryGetValue(deliveryId, out var found)
                    ? new Versioned<Delivery>(Read(found.Json), found.ETag)
                    : null
            );
    }

    public Task<bool> SaveAsync(Delivery delivery, string? etag, CancellationToken cancellationToken)
    {
        BeforeSave?.Invoke(delivery);
        lock (gate)
        {
            if (deliveries.GetValueOrDefault(delivery.DeliveryId).ETag != etag)
                return Task.FromResult(false);
            Put(delivery);
            return Task.FromResult(true);
        }
    }

    public Task<Page<Delivery>> PageAsync(
        OrgId org,
        DeliveryStatus? status,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        lock (gate)
            return Task.FromResult(
                Pages.Of(
                    $"deliveries/{org}/{status}",
                    deliveries
                        .Values.Select(item => ($"{item.Number:D10}", Delivery: Read(item.Json)))
                        .Where(item =>
                            item.Delivery.OrgId == org && (status ?? item.Delivery.Status) == item.Delivery.Status
                        ),
                    cursor,
                    limit,
                    newestFirst: true
                )
            );
    }

    private static Delivery Read(string json) => JsonSerializer.Deserialize(json, CallbackJson.Default.Delivery)!;
}
