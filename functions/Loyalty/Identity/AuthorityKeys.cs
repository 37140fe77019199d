using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Loyalty.Identity;

/// <summary>
/// The authority's discovery document and keys. The library's own ConfigurationManager is not used: it fetches new keys
/// in the background, so that the first tokens of a new key would be refused, and it reads the system's clock.
/// </summary>
internal sealed class AuthorityKeys : IDisposable
{
    private const string MetadataPath = "/.well-known/openid-configuration";
    private const int MaximumAnswerBytes = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly IdentityOptions options;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly HttpClient http;
    private readonly HttpDocumentRetriever documents;
    private readonly SemaphoreSlim gate = new(1);
    private Answer? answer;
    private Attempt? last;

    public AuthorityKeys(IdentityOptions options, TimeProvider time, ILogger log, HttpMessageHandler handler)
    {
        this.options = options;
        this.time = time;
        this.log = log;
        http = new HttpClient(handler, disposeHandler: false)
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = MaximumAnswerBytes,
        };
        documents = new HttpDocumentRetriever(http) { RequireHttps = !options.AllowHttpAuthority };
    }

    /// <summary>What was read last, if anything was. Never waits.</summary>
    public OpenIdConnectConfiguration? Known => Volatile.Read(ref answer)?.Configuration;

    /// <summary>The configuration, at most <see cref="IdentityOptions.AuthorityKeysFor"/> old; older while the
    /// authority does not answer, up to <see cref="IdentityOptions.AuthorityKeysAtMost"/>.</summary>
    public async ValueTask<OpenIdConnectConfiguration> GetAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref answer) is { } fresh && IsYounger(fresh.At, options.AuthorityKeysFor))
            return fresh.Configuration;
        try
        {
            return await ReadAsync(seen: Known, cancellationToken);
        }
        catch (AuthorityUnavailableException)
            when (Volatile.Read(ref answer) is { } old && IsYounger(old.At, options.AuthorityKeysAtMost))
        {
            log.AuthorityKeysKept(old.At);
            return old.Configuration;
        }
    }

    /// <summary>The configuration after the authority was asked again, because <paramref name="seen"/> lacked a key. It
    /// is the same one when the authority was asked moments ago, so that tokens with made-up keys cannot make us flood
    /// it.</summary>
    public ValueTask<OpenIdConnectConfiguration> RefreshAsync(
        OpenIdConnectConfiguration seen,
        CancellationToken cancellationToken
    ) => ReadAsync(seen, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        http.Dispose();
        gate.Dispose();
    }

    private async ValueTask<OpenIdConnectConfiguration> ReadAsync(
        OpenIdConnectConfiguration? seen,
        CancellationToken cancellationToken
    )
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            // While this request waited, another one may have asked.
            if (answer is { } current && !ReferenceEquals(current.Configuration, seen))
                return current.Configuration;
            if (last is { } attempt && IsYounger(attempt.At, options.AuthorityAskAgainAfter))
                return attempt.Succeeded && answer is { } known
                    ? known.Configuration
                    : throw new AuthorityUnavailableException("The token authority did not answer moments ago.");
            return await FetchAsync(cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<OpenIdConnectConfiguration> FetchAsync(CancellationToken cancellationToken)
    {
        last = new Attempt(time.GetUtcNow(), Succeeded: false);
        try
        {
            var address = options.Authority.TrimEnd('/') + MetadataPath;
            var read = await OpenIdConnectConfigurationRetriever.GetAsync(address, documents, cancellationToken);
            if (string.IsNullOrEmpty(read.Issuer) || read.SigningKeys.Count == 0)
                throw new AuthorityUnavailableException("The token authority names no issuer or no keys.");
            last = new Attempt(time.GetUtcNow(), Succeeded: true);
            Volatile.Write(ref answer, new Answer(read, last.At));
            log.AuthorityKeysRead(read.SigningKeys.Count);
            return read;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The caller went away, which says nothing about the authority: the next request may ask at once.
            last = null;
            throw;
        }
        catch (Exception fault) when (fault is not AuthorityUnavailableException)
        {
            throw new AuthorityUnavailableException("The token authority did not answer as it should.", fault);
        }
    }

    private bool IsYounger(DateTimeOffset at, TimeSpan age) => time.GetUtcNow() - at < age;

    private sealed record Answer(OpenIdConnectConfiguration Configuration, DateTimeOffset At);

    private sealed record Attempt(DateTimeOffset At, bool Succeeded);
}

/// <summary>The authority that issues the tokens did not answer, or not with what OpenID Connect asks for. Nothing is known
/// about the token; the same request may be sent again.</summary>
public sealed class AuthorityUnavailableException(string message, Exception? innerException = null)
    : UnavailableException(message, innerException);
