using Loyalty.Catalog;

namespace Loyalty.Idempotency;

/// <summary>
/// Has a request with an <c>Idempotency-Key</c> create one thing however often it is sent: 1 <see cref="FindAsync"/>
/// before anything is judged, because what the first request was allowed is not judged again · 2 judge · 3
/// <see cref="ClaimAsync"/> · 4 create under the id it gives. Breaking off between 3 and 4 leaves an id that the next
/// attempt uses; the thing being there already is then the answer to a replay.
/// </summary>
public sealed class Creations(ICatalog catalog)
{
    /// <summary>What the key's first request has created, as it is now; null = nothing yet.</summary>
    /// <param name="request">The request.</param>
    /// <param name="find">Finds the thing of an id.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Outcome<T>?> EarlierAsync<T>(
        CreationRequest request,
        Func<string, Task<Outcome<T>>> find,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var (createdId, refusal) = await FindAsync(request, cancellationToken);
        if (refusal != Refusal.None)
            return refusal;
        return createdId is not null && await find(createdId) is { Succeeded: true } created
            ? created with
            {
                Replayed = true,
            }
            : null;
    }

    /// <summary>The id that the key stands for; null = it was not used yet. The refusal says that it stands for
    /// something else.</summary>
    public async Task<(string? CreatedId, Refusal Refusal)> FindAsync(
        CreationRequest request,
        CancellationToken cancellationToken
    )
    {
        if (request.IdempotencyKey is not { } key)
            return (null, Refusal.None);
        var found = await catalog.FindAsync<Creation>(Creation.KeyOf(request.ClientId, key), cancellationToken);
        return found is null ? (null, Refusal.None)
            : found.Value.ContentHash == request.ContentHash ? (found.Value.CreatedId, Refusal.None)
            : (null, Refusal.IdempotencyKeyReused);
    }

    /// <summary>Has the key stand for <paramref name="freshId"/>, unless it stands for another id by now, which is
    /// then the one to use.</summary>
    /// <param name="request">The request.</param>
    /// <param name="freshId">The id that the thing would get.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<(string CreatedId, Refusal Refusal)> ClaimAsync(
        CreationRequest request,
        string freshId,
        CancellationToken cancellationToken
    )
    {
        if (request.IdempotencyKey is not { } key)
            return (freshId, Refusal.None);
        var creation = new Creation
        {
            ClientId = request.ClientId,
            IdempotencyKey = key,
            ContentHash = request.ContentHash,
            CreatedId = freshId,
        };
        if (await catalog.CreateAsync(creation, cancellationToken) is not null)
            return (freshId, Refusal.None);
        var (earlier, refusal) = await FindAsync(request, cancellationToken);
        return (earlier ?? freshId, refusal);
    }
}
