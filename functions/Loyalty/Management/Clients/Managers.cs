using Loyalty.Catalog;
using Loyalty.Identity;
using Microsoft.Extensions.Options;

namespace Loyalty.Management.Clients;

/// <summary>
/// Keeps an organisation from locking itself out: whoever takes from another client what it manages by is, at that
/// instant, one who still can.
/// </summary>
/// <remarks>
/// Two clients are two documents that no commit holds both. What keeps this right is the order: the other client is read,
/// then the caller is written as it is, and then the other is replaced as it was read. Two who take it from each other at
/// the same time each write the one whom the other has read, so that one of them fails, or both; and so do three in a
/// ring.
/// </remarks>
public sealed class Managers(ICatalog store, CachedCatalog catalog, IOptions<IdentityOptions> identity)
{
    private const int MostAttempts = 8;

    /// <summary>
    /// To be asked between reading a client and replacing it.
    /// </summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="before">The client as it was read.</param>
    /// <param name="after">As it is to be.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Why the caller may no longer take this from the client; <see cref="Refusal.None"/> also where nothing is
    /// taken.</returns>
    /// <exception cref="UnavailableException">Others changed the caller at every attempt.</exception>
    internal async Task<Refusal> MayReplaceAsync(
        Caller caller,
        Client before,
        Client after,
        CancellationToken cancellationToken
    )
    {
        if (RefusalOf(before) != Refusal.None || RefusalOf(after) == Refusal.None)
            return Refusal.None;
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var self = await store.FindAsync<Client>(Client.KeyOf(caller.ClientId), cancellationToken);
            if (self is null)
                return Refusal.ClientDisabled;
            if (RefusalOf(self.Value) is var refusal and not Refusal.None)
                return refusal;
            if (await catalog.ReplaceAsync(self.Value, self.ETag, cancellationToken) is not null)
                return Refusal.None;
        }

        throw new UnavailableException($"Others changed {caller.ClientId} at every attempt.");
    }

    /// <summary>Why a client cannot manage its organisation for good.</summary>
    private Refusal RefusalOf(Client client)
    {
        if (client.Disabled)
            return Refusal.ClientDisabled;
        if (!client.Scopes.Contains(Scopes.Manage))
            return Refusal.InsufficientScope;
        // Where tokens come from somewhere else, nobody needs a secret here.
        return identity.Value.HasAuthority || client.Secrets.Any(secret => secret.ExpiresAt is null)
            ? Refusal.None
            : Refusal.IllegalStep;
    }
}
