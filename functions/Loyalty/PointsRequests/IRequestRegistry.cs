using Loyalty.Messaging;

namespace Loyalty.PointsRequests;

/// <summary>
/// Port: which request ids are used. Claiming and enqueueing are one call, because a store that can do both in one
/// commit must be allowed to: then no crash leaves a claim whose message was never queued. A store that cannot, claims
/// first; its caller has no 202 until the message is queued too, the same request again queues it again, and
/// <see cref="Reconciliation"/> does so for those that nobody sends again.
/// </summary>
public interface IRequestRegistry
{
    /// <summary>
    /// Claims the message's (client, request id) and puts the message on <see cref="QueueNames.Points"/>, both durable
    /// when it returns null. Otherwise the id is taken: nothing is written and the message that took it is returned.
    /// </summary>
    Task<PointsMessage?> ClaimAsync(PointsMessage message, CancellationToken cancellationToken);

    /// <summary>The message that claimed the id, or null.</summary>
    ValueTask<PointsMessage?> FindAsync(ClientId client, RequestId request, CancellationToken cancellationToken);

    /// <summary>
    /// The claims of a span of time whose message may be missing, in order of <see cref="Claim.At"/>. A store that
    /// queues in the claim's own commit has none; any other names every claim, for it cannot tell.
    /// </summary>
    /// <param name="from">Claims made at this instant or later; a store may take it for the start of its second.</param>
    /// <param name="before">Claims made before this instant; likewise.</param>
    /// <param name="cancellationToken">Cancels.</param>
    IAsyncEnumerable<Claim> LooseAsync(DateTimeOffset from, DateTimeOffset before, CancellationToken cancellationToken);
}
