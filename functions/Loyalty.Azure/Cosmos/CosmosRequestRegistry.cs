using Loyalty.Admission;
using Loyalty.Messaging;

namespace Loyalty.Azure.Cosmos;

/// <summary>
/// Used request ids. A claim lies under the id of the entry that the request ends in, which is derived from client and
/// request id, so a create that meets another is the whole check. The claim comes before the message: one without the
/// other is mended when the request comes again, as it does, because nobody was told 202.
/// </summary>
internal sealed class CosmosRequestRegistry(CosmosContainers containers, IMessageQueue queue) : IRequestRegistry
{
    private readonly DocumentStore store = containers.Requests;

    /// <inheritdoc/>
    public async Task<PointsMessage?> ClaimAsync(PointsMessage message, CancellationToken cancellationToken)
    {
        var key = KeyOf(message.ClientId, message.RequestId);
        var document = DocumentForm.Write(key, message, MessageJson.Default.PointsMessage);
        if (await store.CreateAsync(key, document, cancellationToken) is null)
            return await FindAsync(message.ClientId, message.RequestId, cancellationToken)
                ?? throw new InvalidOperationException($"Claim {key.Id} exists and cannot be found.");
        await queue.SendAsync(QueueNames.Points, [PointsMessages.ToSend(message)], cancellationToken);
        return null;
    }

    /// <inheritdoc/>
    public async ValueTask<PointsMessage?> FindAsync(
        ClientId client,
        RequestId request,
        CancellationToken cancellationToken
    )
    {
        var found = await store.FindAsync(KeyOf(client, request), MessageJson.Default.PointsMessage, cancellationToken);
        return found?.Value;
    }

    private static DocumentKey KeyOf(ClientId client, RequestId request)
    {
        var id = EntryId.For(client, request).ToString();
        return new DocumentKey(id, id);
    }
}
