using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Loyalty.Catalog;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.Identity;

/// <summary>
/// Tells whether a secret is one of a client's live secrets. Slow by design, so a verified secret is remembered for
/// seconds as a keyed hash, and only few are hashed at once.
/// </summary>
public sealed class ClientAuthenticator : IDisposable
{
    private const int MaximumSecretLength = 512;
    private static readonly object Verified = new();

    private readonly CachedCatalog catalog;
    private readonly IdentityOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<ClientAuthenticator> log;
    private readonly Func<string, string, SecretCheck> check;
    private readonly ExpiringCache<object> verified;
    private readonly SemaphoreSlim slots;
    private readonly byte[] cacheKey = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
    private readonly Lazy<string> hashOfNobody;
    private int checking;

    public ClientAuthenticator(
        CachedCatalog catalog,
        IOptions<IdentityOptions> options,
        TimeProvider time,
        ILogger<ClientAuthenticator> log
    )
        : this(catalog, options, time, log, SecretHash.Verify) { }

    internal ClientAuthenticator(
        CachedCatalog catalog,
        IOptions<IdentityOptions> options,
        TimeProvider time,
        ILogger<ClientAuthenticator> log,
        Func<string, string, SecretCheck> check
    )
    {
        this.catalog = catalog;
        this.options = options.Value;
        this.time = time;
        this.log = log;
        this.check = check;
        verified = new ExpiringCache<object>(this.options.SecretCacheSize, time);
        slots = new SemaphoreSlim(this.options.MaxConcurrentSecretChecks);
        hashOfNobody = new Lazy<string>(() =>
            SecretHash.Create(SecretHash.NewSecret(), this.options.SecretHashIterations)
        );
    }

    /// <summary>
    /// Checks a secret. An unknown client, a disabled one and one without live secrets cost a hash as well, so that the
    /// time taken does not tell which client ids exist.
    /// </summary>
    public async ValueTask<ClientAuthentication> AuthenticateAsync(
        string clientId,
        string secret,
        CancellationToken cancellationToken
    )
    {
        if (secret.Length is 0 or > MaximumSecretLength)
            return ClientAuthentication.Refused;
        var client = ClientId.TryParse(clientId, out var id)
            ? await catalog.FindAsync<Client>(Client.KeyOf(id), cancellationToken)
            : null;
        var live = client is { Disabled: false } ? LiveSecrets(client) : [];
        if (client is not null && IsRemembered(live, secret))
            return ClientAuthentication.Of(client);

        if (Interlocked.Increment(ref checking) > options.MaxConcurrentSecretChecks + options.MaxWaitingSecretChecks)
        {
            Interlocked.Decrement(ref checking);
            log.SecretChecksBusy(options.MaxWaitingSecretChecks);
            return ClientAuthentication.TooBusy;
        }
        try
        {
            await slots.WaitAsync(cancellationToken);
            try
            {
                // Meanwhile the same secret may have been verified for another request.
                return client is not null && (IsRemembered(live, secret) || Matches(client, live, secret))
                    ? ClientAuthentication.Of(client)
                    : Refuse(live, secret);
            }
            finally
            {
                slots.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref checking);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        slots.Dispose();
        CryptographicOperations.ZeroMemory(cacheKey);
    }

    private ClientSecret[] LiveSecrets(Client client)
    {
        var now = time.GetUtcNow();
        return [.. client.Secrets.Where(secret => secret.ExpiresAt is not { } expiry || now < expiry)];
    }

    // The client's own list is walked each time: what was verified counts only while its hash is in that list.
    private bool IsRemembered(ClientSecret[] live, string secret)
    {
        foreach (var stored in live)
            if (verified.TryGet(CacheKey(stored.Hash, secret), out _))
                return true;
        return false;
    }

    private bool Matches(Client client, ClientSecret[] live, string secret)
    {
        foreach (var stored in live)
        {
            switch (check(secret, stored.Hash))
            {
                case SecretCheck.Same:
                    verified.Set(CacheKey(stored.Hash, secret), Verified, time.GetUtcNow() + options.SecretCacheFor);
                    return true;
                case SecretCheck.Unreadable:
                    log.SecretHashUnreadable(client.ClientId.Value, stored.N);
                    break;
                case SecretCheck.Different:
                    break;
                default:
                    throw new InvalidOperationException("Unknown outcome of a secret check.");
            }
        }
        return false;
    }

    private ClientAuthentication Refuse(ClientSecret[] live, string secret)
    {
        if (live.Length == 0)
            check(secret, hashOfNobody.Value);
        return ClientAuthentication.Refused;
    }

    // Keyed by a key of this process alone, so that a memory dump is no dictionary of fast hashes to guess against.
    private Digest256 CacheKey(string storedHash, string secret)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(cacheKey, Encoding.UTF8.GetBytes($"{storedHash}\n{secret}"), digest);
        return Digest256.From(digest);
    }
}

/// <summary>What came of a client id and a secret: the client, or why there is none.</summary>
public sealed record ClientAuthentication
{
    private ClientAuthentication() { }

    /// <summary>The client, as it is stored now; never a disabled one.</summary>
    public Client? Client { get; private init; }

    /// <summary>Too many secrets are being checked at once: nothing is known about this one, ask again in a
    /// second.</summary>
    public bool Busy { get; private init; }

    /// <summary>Whether the client is who it says it is.</summary>
    [MemberNotNullWhen(true, nameof(Client))]
    public bool Succeeded => Client is not null;

    internal static ClientAuthentication Refused { get; } = new();

    internal static ClientAuthentication TooBusy { get; } = new() { Busy = true };

    internal static ClientAuthentication Of(Client client) => new() { Client = client };
}
