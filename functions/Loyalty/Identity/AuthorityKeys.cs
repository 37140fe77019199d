using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Loyalty.Identity;

/// <summary>
/// The authority's discovery document and keys. One call to it is under way at a time, for all who need it, and nobody
/// waits for it who has keys. The library's own ConfigurationManager is not used: it fetches new keys in the background,
/// so that the first tokens of a new key would be refused, and it reads the system's clock.
/// </summary>
internal sealed class AuthorityKeys : IDisposable
{
    private const string MetadataPath = "/.well-known/openid-configuration";
    private const int MaximumAnswerBytes = 1024 * 1024;
    private readonly IdentityOptions options;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly HttpClient http;
    private readonly HttpDocumentRetriever documents;
    private readonly Lock gate = new();
    private Answer? answer;
    private Task<OpenIdConnectConfiguration?>? call;
    private DateTimeOffset callEndedAt;

    public AuthorityKeys(IdentityOptions options, TimeProvider time, ILogger log, HttpMessageHandler handler)
    {
        this.options = options;
        this.time = time;
        this.log = log;
        http = new HttpClient(handler, disposeHandler: false)
        {
            Timeout = Timeout.InfiniteTimeSpan, // It reads the system's clock; a call has its own limit.
            MaxResponseContentBufferSize = MaximumAnswerBytes,
        };
        documents = new HttpDocumentRetriever(http) { RequireHttps = !options.AllowHttpAuthority };
    }

    /// <summary>What was read last, if anything was. Never waits.</summary>
    public OpenIdConnectConfiguration? Known => Volatile.Read(ref answer)?.Configuration;

    /// <summary>The configuration. From <see cref="IdentityOptions.AuthorityKeysFor"/> on it is asked for again, while
    /// the one that is known is used; only where none is, or one that is older than
    /// <see cref="IdentityOptions.AuthorityKeysAtMost"/>, the caller waits.</summary>
    public async ValueTask<OpenIdConnectConfiguration> GetAsync(CancellationToken cancellationToken)
    {
        var known = Volatile.Read(ref answer);
        if (known is not null && IsYounger(known.At, options.AuthorityKeysFor))
            return known.Configuration;
        var asked = Ask();
        return known is not null && IsYounger(known.At, options.AuthorityKeysAtMost)
            ? known.Configuration
            : await AnswerOf(asked, cancellationToken);
    }

    /// <summary>The configuration after the authority was asked again, because <paramref name="seen"/> lacked a key. It
    /// is the same one when the authority was asked moments ago, so that tokens with made-up keys cannot make us flood
    /// it.</summary>
    public async ValueTask<OpenIdConnectConfiguration> RefreshAsync(
        OpenIdConnectConfiguration seen,
        CancellationToken cancellationToken
    ) => Known is { } newer && !ReferenceEquals(newer, seen) ? newer : await AnswerOf(Ask(), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>The call that is under way, or the last one while it is young, or a new one. It is nobody's own: whoever
    /// goes away leaves it to the others.</summary>
    private Task<OpenIdConnectConfiguration?> Ask()
    {
        lock (gate)
        {
            if (call is null || (call.IsCompleted && !IsYounger(callEndedAt, options.AuthorityAskAgainAfter)))
                call = CallAsync();
            return call;
        }
    }

    private static async Task<OpenIdConnectConfiguration> AnswerOf(
        Task<OpenIdConnectConfiguration?> asked,
        CancellationToken cancellationToken
    ) =>
        await asked.WaitAsync(cancellationToken)
        ?? throw new AuthorityUnavailableException("The token authority does not answer as it should.");

    /// <summary>Null = it did not answer, or not as it should.</summary>
    private async Task<OpenIdConnectConfiguration?> CallAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(options.AuthorityTimeout, time);
            var address = options.Authority.TrimEnd('/') + MetadataPath;
            var read = await OpenIdConnectConfigurationRetriever
                .GetAsync(address, documents, limit.Token)
                .WaitAsync(limit.Token);
            if (read.SigningKeys.Count == 0)
                throw new InvalidDataException("It has no keys.");
            // OpenID Connect Discovery §4.3: another issuer could be anybody.
            if (read.Issuer?.TrimEnd('/') != options.Authority.TrimEnd('/'))
                throw new InvalidDataException($"It names the issuer '{read.Issuer}' and not itself.");
            Volatile.Write(ref answer, new Answer(read, time.GetUtcNow()));
            log.AuthorityKeysRead(read.SigningKeys.Count);
            return read;
        }
        catch (Exception fault)
        {
            log.AuthorityUnavailable(fault);
            return null;
        }
        finally
        {
            callEndedAt = time.GetUtcNow();
        }
    }

    private bool IsYounger(DateTimeOffset at, TimeSpan age) => time.GetUtcNow() - at < age;

    private sealed record Answer(OpenIdConnectConfiguration Configuration, DateTimeOffset At);
}

/// <summary>The authority that issues the tokens did not answer, or not with what OpenID Connect asks for. Nothing is known
/// about the token; the same request may be sent again.</summary>
public sealed class AuthorityUnavailableException(string message) : UnavailableException(message);
