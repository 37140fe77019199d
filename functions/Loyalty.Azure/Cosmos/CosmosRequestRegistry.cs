using System.Runtime.CompilerServices;
using Loyalty.Messaging;
using Loyalty.PointsRequests;
using Microsoft.Azure.Cosmos;

namespace Loyalty.Azure.Cosmos;

/// <summary>
/// Used request ids. A claim lies under the id of the entry that the request ends in, which is derived from client and
/// request id, so a create that meets another is the whole check. The claim comes before the message: one without the
/// other is mended when the request comes again, because nobody was told 202, or else by <see cref="Reconciliation"/>.
/// </summary>
internal sealed class CosmosRequestRegistry(CosmosContainers containers, IMessageQueue queue) : IRequestRegistry
{
    // The service's own time of the last write, which is indexed whatever the container's policy says: a property of
    // ours to list by would make every claim dearer. A claim is never written again, so it is the time of the claim.
    private const string LooseSql = "SELECT * FROM c WHERE c._ts >= @from AND c._ts < @before ORDER BY c._ts";

    private readonly DocumentStore store = containers.Requests;

    /// <inheritdoc/>
    public async Task<PointsMessage?> ClaimAsync(PointsMessage message, CancellationToken cancellationToken)
    {
        var key = KeyOf(message.ClientId, message.RequestId);
        var document = DocumentForm.Write(key, message, PointsJson.Default.PointsMessage);
        if (await store.CreateAsync(key, document, cancellationToken) is null)
            return await FindAsync(message.ClientId, message.RequestId, cancellationToken)
                ?? throw new InvalidOperationException($"Claim {key.Id} exists and cannot be found.");
        await queue.SendAsync(QueueNames.Points, [PointsMessage.ToSend(message)], cancellationToken);
        return null;
    }

    /// <inheritdoc/>
    public async ValueTask<PointsMessage?> FindAsync(
        ClientId client,
        RequestId request,
        CancellationToken cancellationToken
    )
    {
        var found = await store.FindAsync(KeyOf(client, request), PointsJson.Default.PointsMessage, cancellationToken);
        return found?.Value;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Claim> LooseAsync(
        DateTimeOffset from,
        DateTimeOffset before,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var query = new QueryDefinition(LooseSql)
            .WithParameter("@from", from.ToUnixTimeSeconds())
            .WithParameter("@before", before.ToUnixTimeSeconds());
        await foreach (var document in store.QueryAsync(query, null, int.MaxValue, cancellationToken))
            yield return new Claim(
                DocumentForm.Read(document, PointsJson.Default.PointsMessage),
                DateTimeOffset.FromUnixTimeSeconds(document.GetProperty("_ts").GetInt64())
            );
    }

    private static DocumentKey KeyOf(ClientId client, RequestId request)
    {
        var id = EntryId.For(client, request).ToString();
        return new DocumentKey(id, id);
    }
}
