using System.Collections.Concurrent;
using Loyalty.Messaging;
using Loyalty.PointsRequests;

namespace Loyalty.Tests.Support;

/// <summary>Claims in memory. Claim and queue can come apart, as where a store cannot do both at once.</summary>
internal sealed class InMemoryRequestRegistry(IMessageQueue queue, TimeProvider time) : IRequestRegistry
{
    private readonly ConcurrentDictionary<(ClientId, RequestId), Claim> claims = new();

    public async Task<PointsMessage?> ClaimAsync(PointsMessage message, CancellationToken cancellationToken)
    {
        var claim = new Claim(message, time.GetUtcNow());
        var first = claims.GetOrAdd((message.ClientId, message.RequestId), claim);
        if (!ReferenceEquals(first, claim))
            return first.Message;
        await queue.SendAsync(QueueNames.Points, [PointsMessage.ToSend(message)], cancellationToken);
        return null;
    }

    public ValueTask<PointsMessage?> FindAsync(
        ClientId client,
        RequestId request,
        CancellationToken cancellationToken
    ) => new(claims.GetValueOrDefault((client, request))?.Message);

    public IAsyncEnumerable<Claim> LooseAsync(
        DateTimeOffset from,
        DateTimeOffset before,
        CancellationToken cancellationToken
    ) =>
        claims
            .Values.Where(claim => from <= claim.At && claim.At < before)
            .OrderBy(claim => claim.At)
            .ToAsyncEnumerable();
}
