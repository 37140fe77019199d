using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Loyalty.Catalog;
using Loyalty.Limits;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.Identity;

/// <summary>
/// Tells whether a secret is one of a client's live secrets. Slow by design, so a verified secret is remembered for
/// seconds as a keyed hash, only few are hashed at once, and who tries wrong ones is held back. Whoever has shown a right
/// one lately is known by it and is neither held back nor kept out by those who have not.
/// </summary>
public sealed class ClientAuthenticator : IDisposable
{
    private const int MaximumSecretLength = 512;
    private static readonly object Verified = new();

    /// <summary>How long a client is known by a secret that was right. Its next one is verified all the same.</summary>
    private static readonly TimeSpan KnownFor = TimeSpan.FromDays(1);

    private readonly CachedCatalog catalog;
    private readonly IdentityOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<ClientAuthenticator> log;
    private readonly Func<string, string, SecretCheck> check;
    private readonly ExpiringCache<object> verified;
    private readonly ExpiringCache<object> known;
    private readonly WrongSecrets wrong;
    private readonly SemaphoreSlim slots;
    private readonly byte[] cacheKey = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
    private readonly Lazy<string> hashOfNobody;
    private int checking;

    public ClientAuthenticator(
        CachedCatalog catalog,
        IOptions<IdentityOptions> options,
        IOptions<LimitOptions> limits,
        TimeProvider time,
        ILogger<ClientAuthenticator> log
    )
        : this(catalog, options, limits, time, log, SecretHash.Verify) { }

    internal ClientAuthenticator(
        CachedCatalog catalog,
        IOptions<IdentityOptions> options,
        IOptions<LimitOptions> limits,
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
        known = new ExpiringCache<object>(this.options.SecretCacheSize, time);
        wrong = new WrongSecrets(limits.Value, time);
        slots = new SemaphoreSlim(this.options.MaxConcurrentSecretChecks);
        hashOfNobody = new Lazy<string>(() =>
            SecretHash.Create(SecretHash.NewSecret(), this.options.SecretHashIterations)
        );
    }

    /// <summary>
    /// Checks a secret. Every wrong one costs the same number of hashes, also for an unknown client, a disabled one and one
    /// without live secrets, so that the time taken does not tell which client ids exist.
    /// </summary>
    /// <param name="clientId">Who it is said to be.</param>
    /// <param name="secret">What was shown for it.</param>
    /// <param name="address">Where it came from.</param>
    /// <param name="cancellationToken">Ends the wait for the catalog and for a place among the checks.</param>
    public async ValueTask<ClientAuthentication> AuthenticateAsync(
        string clientId,
        string secret,
        string address,
        CancellationToken cancellationToken
    )
    {
        if (secret.Length is 0 or > MaximumSecretLength)
            return ClientAuthentication.Refused;
        var client = ClientId.TryParse(clientId, out var id)
            ? await catalog.FindAsync<Client>(Client.KeyOf(id), cancellationToken)
            : null;
        var live = client is { Disabled: false } ? LiveSecrets(client) : [];
        if (client is not null && IsIn(verified, live, secret))
            return ClientAuthentication.Of(client);

        var isKnown = IsIn(known, live, secret);
        if (!isKnown && wrong.Take(id, address) is { } wait)
        {
            log.SecretsHeldBack(wait);
            return ClientAuthentication.HeldBack(wait);
        }

        // As many places again are for those who are known.
        var waiting = options.MaxWaitingSecretChecks * (isKnown ? 2 : 1) + (isKnown ? 1 : 0);
        if (Interlocked.Increment(ref checking) > options.MaxConcurrentSecretChecks + waiting)
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
                if (client is null || !(IsIn(verified, live, secret) || Matches(client, live, secret)))
                    return Refuse(live, secret);
                if (!isKnown)
                    wrong.GiveBack(id, address);
                return ClientAuthentication.Of(client);
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
    private bool IsIn(ExpiringCache<object> cache, ClientSecret[] live, string secret)
    {
        foreach (var stored in live)
            if (cache.TryGet(CacheKey(stored.Hash, secret), out _))
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
                    var (key, now) = (CacheKey(stored.Hash, secret), time.GetUtcNow());
                    verified.Set(key, Verified, now + options.SecretCacheFor);
                    known.Set(key, Verified, now + KnownFor);
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
        for (var checks = live.Length; checks < options.MaxLiveSecrets; checks++)
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

    /// <summary>Too many wrong secrets came from there: nothing is known about this one, ask again after that
    /// time.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>Whether the client is who it says it is.</summary>
    [MemberNotNullWhen(true, nameof(Client))]
    public bool Succeeded => Client is not null;

    internal static ClientAuthentication Refused { get; } = new();

    internal static ClientAuthentication TooBusy { get; } = new() { Busy = true };

    internal static ClientAuthentication HeldBack(TimeSpan retryAfter) => new() { RetryAfter = retryAfter };

    internal static ClientAuthentication Of(Client client) => new() { Client = client };
}
