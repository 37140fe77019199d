using Loyalty.Catalog;
using Loyalty.Signing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.Identity;

/// <summary>
/// Reads the bearer token of a request. Every request passes here, so a token that was verified is known by its SHA-256
/// until it expires; its client is looked up each time, and its key must still be live.
/// </summary>
public sealed class TokenVerifier : IDisposable
{
    /// <summary>The name of the keyed <see cref="HttpMessageHandler"/> that reaches the authority.</summary>
    public const string AuthorityHandler = "Loyalty.Identity.Authority";
    private const string Scheme = "Bearer";

    // More than any access token has, and less than servers allow for all headers together.
    private const int MaximumHeaderLength = 16 * 1024;
    private readonly CachedCatalog catalog;
    private readonly ITokenTrust trust;
    private readonly ExpiringCache<TokenReading> verified;

    /// <param name="catalog">Where clients are found.</param>
    /// <param name="keys">Our own keys, for tokens of ours.</param>
    /// <param name="options">Whether tokens are ours or an authority's, and everything else.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where calls to the authority are reported.</param>
    /// <param name="authority">Makes what reaches the authority; called only when one is set. Not disposed of.</param>
    public TokenVerifier(
        CachedCatalog catalog,
        IKeyRing keys,
        IOptions<IdentityOptions> options,
        TimeProvider time,
        ILogger<TokenVerifier> log,
        Func<HttpMessageHandler> authority
    )
    {
        this.catalog = catalog;
        var settings = options.Value;
        trust = settings.HasAuthority
            ? new AuthorityTokens(new AuthorityKeys(settings, time, log, authority()), settings, time)
            : new OwnTokens(keys, settings, time);
        verified = new ExpiringCache<TokenReading>(settings.TokenCacheSize, time);
    }

    /// <summary>The caller, or a refusal. Never throws for what the header says.</summary>
    /// <param name="authorization">The <c>Authorization</c> header as received, or null.</param>
    /// <param name="cancellationToken">Ends the wait for the catalog and the authority.</param>
    /// <exception cref="AuthorityUnavailableException">The authority was needed and did not answer: answer
    /// 503.</exception>
    public ValueTask<TokenVerdict> VerifyAsync(string? authorization, CancellationToken cancellationToken)
    {
        if (!TryFindToken(authorization, out var token, out var fault))
            return new ValueTask<TokenVerdict>(TokenVerdict.Refused(fault));
        var digest = Digest256.Of(token);
        return verified.TryGet(digest, out var reading) && trust.StillTrusts(reading.KeyId)
            ? AdmitAsync(reading, cancellationToken)
            : ReadAsync(digest, token.ToString(), cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => (trust as IDisposable)?.Dispose();

    private async ValueTask<TokenVerdict> ReadAsync(Digest256 digest, string token, CancellationToken cancellationToken)
    {
        var outcome = await trust.ReadAsync(token, cancellationToken);
        if (outcome.Reading is not { } reading)
            return TokenVerdict.Refused(outcome.Fault);
        verified.Set(digest, reading, reading.Until);
        return await AdmitAsync(reading, cancellationToken);
    }

    // Written without async so that the usual case, a client in the cache, allocates nothing.
    private ValueTask<TokenVerdict> AdmitAsync(TokenReading reading, CancellationToken cancellationToken)
    {
        var lookup = catalog.FindAsync<Client>(Client.KeyOf(reading.ClientId), cancellationToken);
        return lookup.IsCompletedSuccessfully
            ? new ValueTask<TokenVerdict>(reading.Admit(lookup.Result))
            : AwaitClientAsync(lookup, reading);
    }

    private static async ValueTask<TokenVerdict> AwaitClientAsync(ValueTask<Client?> lookup, TokenReading reading) =>
        reading.Admit(await lookup);

    // RFC 6750 §2.1 and RFC 7515 §7.1: the scheme in any case, one or more spaces, three parts in base64url.
    private static bool TryFindToken(string? authorization, out ReadOnlySpan<char> token, out TokenFault fault)
    {
        token = default;
        fault = TokenFault.Absent;
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return false;
        var rest = authorization.AsSpan(Scheme.Length);
        if (rest.Length > 0 && rest[0] != ' ')
            return false;
        fault = TokenFault.Malformed;
        token = rest.Trim(' ');
        if (token.Length > MaximumHeaderLength)
            return false;
        var dots = 0;
        foreach (var c in token)
        {
            if (c == '.')
                dots++;
            else if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                return false;
        }
        return dots == 2;
    }
}
