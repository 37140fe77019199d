using System.Globalization;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Idempotency;
using Loyalty.Identity;
using Loyalty.Signing;
using Microsoft.Extensions.Options;

namespace Loyalty.Management.Clients;

/// <summary>
/// The secrets of clients: a new one has the older expire after an overlap, so that a partner can change over without a
/// gap. What is removed or has expired counts no more at once: verifying looks at the client's own list each time.
/// </summary>
public sealed class ClientSecrets(
    ClientFile file,
    Managers managers,
    Creations creations,
    IKeyRing keys,
    IOptions<ManagementOptions> options,
    IOptions<IdentityOptions> identity,
    TimeProvider time
)
{
    /// <summary>The client's secrets, without the secrets.</summary>
    public async Task<Outcome<SecretListDocument>> ListAsync(
        Caller caller,
        string clientId,
        CancellationToken cancellationToken
    ) =>
        await file.ReadAsync(caller, clientId, cancellationToken) is { } found
            ? Outcomes.Done(
                new SecretListDocument([.. found.Value.Secrets.Select(ClientSecretDocument.Of)], NextCursor: null),
                found.ETag
            )
            : Refusal.NotFound;

    /// <summary>Makes a new secret.</summary>
    public async Task<Outcome<NewSecretDocument>> AddAsync(
        Caller caller,
        CreationRequest request,
        string clientId,
        IfMatch? ifMatch,
        CancellationToken cancellationToken
    )
    {
        if (await file.ReadAsync(caller, clientId, cancellationToken) is not { } found)
            return Refusal.NotFound;
        var client = found.Value;
        var (createdId, refusal) = await creations.FindAsync(request, cancellationToken);
        if (refusal != Refusal.None)
            return refusal;
        if (createdId is not null && client.Secrets.FirstOrDefault(one => one.CreationId == createdId) is { } earlier)
            return Outcomes.Again(new NewSecretDocument(earlier.N, ClientSecret: null), found.ETag);
        if (EntityTags.Check(ifMatch, found.ETag) is var stale and not Refusal.None)
            return stale;
        var now = time.GetUtcNow();
        var live = client.Secrets.Where(one => IsLive(one, now)).ToList();
        if (live.Count >= identity.Value.MaxLiveSecrets)
            return Problem.IllegalStep($"The client has {live.Count} live secrets; remove one first.");
        (createdId, refusal) = await creations.ClaimAsync(request, FreshId.Create("secret", now), cancellationToken);
        if (refusal != Refusal.None)
            return refusal;

        var secret = SecretHash.NewSecret();
        var n = Math.Max(client.LastSecretN, client.Secrets.Select(one => one.N).DefaultIfEmpty().Max()) + 1;
        var overlapEnds = now + options.Value.SecretOverlap;
        var changed = client with
        {
            LastSecretN = n,
            Secrets =
            [
                .. live.Select(one => one.ExpiresAt < overlapEnds ? one : one with { ExpiresAt = overlapEnds }),
                new ClientSecret
                {
                    N = n,
                    Hash = SecretHash.Create(secret, identity.Value.SecretHashIterations),
                    CreatedAt = now,
                    CreationId = createdId,
                },
            ],
        };
        var etag = await file.ReplaceAsync(caller, "add-secret", found, changed, cancellationToken);
        return Outcomes.Changed(new NewSecretDocument(n, secret), etag);
    }

    /// <summary>Removes a secret. A client keeps at least one of its own that does not expire.</summary>
    public async Task<Outcome<ClientDocument>> RemoveAsync(
        Caller caller,
        string clientId,
        string number,
        IfMatch? ifMatch,
        CancellationToken cancellationToken
    )
    {
        if (
            await file.ReadAsync(caller, clientId, cancellationToken) is not { } found
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            || found.Value.Secrets.All(one => one.N != n)
        )
            return Refusal.NotFound;
        if (EntityTags.Check(ifMatch, found.ETag) is var refusal and not Refusal.None)
            return refusal;
        var changed = found.Value with { Secrets = [.. found.Value.Secrets.Where(one => one.N != n)] };
        if (changed.ClientId == caller.ClientId && changed.Secrets.All(one => one.ExpiresAt is not null))
            return Problem.IllegalStep("A client cannot remove its own last secret that does not expire.");
        if (
            await managers.MayReplaceAsync(caller, found.Value, changed, cancellationToken)
            is var lost
                and not Refusal.None
        )
            return lost;
        var etag = await file.ReplaceAsync(caller, "remove-secret", found, changed, cancellationToken);
        return Outcomes.Changed(ClientDocument.Of(changed), etag);
    }

    /// <summary>Replaces the secret that signs the client's callbacks; the old one signs beside it for the overlap.</summary>
    public async Task<Outcome<CallbackSecretDocument>> ReplaceCallbackSecretAsync(
        Caller caller,
        string clientId,
        IfMatch? ifMatch,
        CancellationToken cancellationToken
    )
    {
        if (await file.ReadAsync(caller, clientId, cancellationToken) is not { } found)
            return Refusal.NotFound;
        if (EntityTags.Check(ifMatch, found.ETag) is var refusal and not Refusal.None)
            return refusal;
        var (client, now) = (found.Value, time.GetUtcNow());
        var former = client.FormerCallbackSecrets.Where(one => now < one.ExpiresAt).ToList();
        if (client.SealedCallbackSecret is { } present)
            former.Insert(0, new FormerCallbackSecret(present, now + options.Value.SecretOverlap));
        if (former.Count >= options.Value.MaxLiveCallbackSecrets)
            return Problem.IllegalStep($"The client has {former.Count} live callback secrets; wait until one expires.");
        var secret = StandardWebhook.Create();
        var changed = client with
        {
            SealedCallbackSecret = CallbackSecret.Seal(secret, client.ClientId, keys.DataKey),
            FormerCallbackSecrets = former,
        };
        var etag = await file.ReplaceAsync(caller, "callback-secret", found, changed, cancellationToken);
        return Outcomes.Changed(new CallbackSecretDocument(secret.ExportSecret()), etag);
    }

    private static bool IsLive(ClientSecret secret, DateTimeOffset now) =>
        secret.ExpiresAt is not { } expiry || now < expiry;
}

/// <summary>The secrets of a client; a list of one page.</summary>
public sealed record SecretListDocument(IReadOnlyList<ClientSecretDocument> Items, string? NextCursor);

/// <summary>A new secret, shown this once.</summary>
/// <param name="N">Its number.</param>
/// <param name="ClientSecret">The secret; null in a replay, because only its hash is kept.</param>
public sealed record NewSecretDocument(int N, string? ClientSecret);

/// <summary>A new secret for <c>webhook-signature</c>, <c>whsec_…</c>, shown this once.</summary>
public sealed record CallbackSecretDocument(string CallbackSecret);
