using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Identity;

namespace Loyalty.Management.Operations;

/// <summary>Shows an organisation's callbacks and sends them again.</summary>
public sealed class DeliveryRegister(IDeliveryLog log, Redelivery redelivery, ICatalog catalog, AuditRecords audit)
{
    /// <summary>Deliveries, newest first.</summary>
    /// <param name="org">The organisation.</param>
    /// <param name="status">Those with this status; null = all.</param>
    /// <param name="cursor">Where the page before ended; null = from the newest.</param>
    /// <param name="limit">Maximum number of items.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Page<DeliveryDocument>> ListAsync(
        OrgId org,
        DeliveryStatus? status,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var page = await log.PageAsync(org, status, cursor, limit, cancellationToken);
        return page.Select(DeliveryDocument.Of);
    }

    /// <summary>A delivery.</summary>
    public async Task<Outcome<DeliveryDocument>> FindAsync(
        OrgId org,
        string deliveryId,
        CancellationToken cancellationToken
    ) =>
        await log.FindAsync(deliveryId, cancellationToken) is { } found && found.Value.OrgId == org
            ? Outcomes.Done(DeliveryDocument.Of(found.Value), found.ETag)
            : Refusal.NotFound;

    /// <summary>Sends a callback again, whatever became of it before.</summary>
    public async Task<Outcome<DeliveryDocument>> RedeliverAsync(
        Caller caller,
        string deliveryId,
        CancellationToken cancellationToken
    )
    {
        var before = await FindAsync(caller.OrgId, deliveryId, cancellationToken);
        if (!before.Succeeded)
            return before;
        // Before it is done: it may be done twice, but never without a record.
        await catalog.RecordAsync(
            audit.Of(caller, "redeliver", "delivery", deliveryId, before.Item.Value, before.Item.Value),
            cancellationToken
        );
        await redelivery.RedeliverAsync(caller.OrgId, deliveryId, cancellationToken);
        return await FindAsync(caller.OrgId, deliveryId, cancellationToken);
    }
}
