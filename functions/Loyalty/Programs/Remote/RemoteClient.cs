using System.Buffers.Text;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Json;
using Loyalty.Network;
using Loyalty.Signing;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Registry;
using Polly.Timeout;

namespace Loyalty.Programs.Remote;

/// <summary>
/// Speaks to another points system as its client: with a token, and what it posts is signed. What that system does is a
/// value, never an exception. A system that fails again and again is left alone for a while, each program's by itself.
/// </summary>
/// <param name="http">Sends; in the product a <see cref="CallbackTransport"/>, because the address is a caller's.</param>
/// <param name="keys">Signs, and opens the client's secret.</param>
/// <param name="options">Limits.</param>
/// <param name="time">The clock.</param>
public sealed class RemoteClient(
    HttpMessageInvoker http,
    IKeyRing keys,
    IOptions<RemoteOptions> options,
    TimeProvider time
) : IDisposable
{
    private const string TokenPath = "/realms/partner/protocol/openid-connect/token";
    internal const string CircuitFault = "circuit_open";
    private const string TokenFault = "token";
    private const int MostTokensKept = 1000;
    private static readonly TimeSpan TokenMargin = TimeSpan.FromSeconds(30);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly CountedMap<RemoteSystem, Token> tokens = new();
    private readonly ResiliencePipelineRegistry<(OrgId, ProgramId, string BaseUrl)> pipelines = new();

    /// <summary>Posts JSON, signed.</summary>
    internal Task<RemoteAnswer> PostAsync(
        PointProgram program,
        RemoteSystem system,
        string path,
        byte[] body,
        CancellationToken cancellationToken
    ) => WithTokenAsync(program, system, token => Post(system, path, body, token), cancellationToken);

    /// <summary>Gets. The path may name the organisation there for which the token is; empty = it names none.</summary>
    internal Task<RemoteAnswer> GetAsync(
        PointProgram program,
        RemoteSystem system,
        Func<string, string> path,
        CancellationToken cancellationToken
    ) =>
        WithTokenAsync(
            program,
            system,
            token => With(token, new HttpRequestMessage(HttpMethod.Get, system.BaseUrl + path(token.Org))),
            cancellationToken
        );

    /// <summary>Sends with a token, and once more with a new one where the one that was kept is no good any more.</summary>
    private async Task<RemoteAnswer> WithTokenAsync(
        PointProgram program,
        RemoteSystem system,
        Func<Token, HttpRequestMessage> build,
        CancellationToken cancellationToken
    )
    {
        if (tokens.TryGetValue(system, out var kept) && time.GetUtcNow() < kept.Until)
        {
            var answer = await SendAsync(program, system, build(kept), cancellationToken);
            if (answer.Status != 401)
                return answer;
            tokens.Remove(system, kept);
        }

        var (token, refusal) = await AskTokenAsync(program, system, cancellationToken);
        return token is null
            ? refusal ?? throw new UnreachableException()
            : await SendAsync(program, system, build(token), cancellationToken);
    }

    private async Task<(Token? Token, RemoteAnswer? Refusal)> AskTokenAsync(
        PointProgram program,
        RemoteSystem system,
        CancellationToken cancellationToken
    )
    {
        var context = DataKey.RemoteSecretOf(program.OrgId, program.ProgramId);
        if (!keys.DataKey.TryOpen(system.SealedSecret, context, out var secret))
            return (null, RemoteAnswer.NotSent(CallbackFaults.Secret));
        var askedAt = time.GetUtcNow();
        var request = new HttpRequestMessage(HttpMethod.Post, system.BaseUrl + TokenPath)
        {
            Content = new FormUrlEncodedContent([
                new("grant_type", "client_credentials"),
                new("client_id", system.ClientId.Value),
                new("client_secret", Encoding.UTF8.GetString(secret)),
            ]),
        };
        CryptographicOperations.ZeroMemory(secret);
        var answer = await SendAsync(program, system, request, cancellationToken);
        if (
            answer.Status != 200
            || !answer.TryRead(RemoteJson.Default.RemoteToken, out var granted)
            || granted is not { AccessToken: { } text, ExpiresIn: { } seconds and > 0 and < 86_400 }
            || text.AsSpan().ContainsAnyExceptInRange('!', '~')
        )
            return (null, RemoteAnswer.NotSent(TokenFault + "_" + (answer.Fault ?? $"{answer.Status}")));
        var token = new Token(text, OrgOf(text), askedAt.AddSeconds(seconds) - TokenMargin);
        if (tokens.Count >= MostTokensKept)
            tokens.Clear();
        tokens.Set(system, token);
        return (token, null);
    }

    /// <inheritdoc/>
    public void Dispose() => pipelines.Dispose();

    private async Task<RemoteAnswer> SendAsync(
        PointProgram program,
        RemoteSystem system,
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        using var sent = request;
        request.Options.Set(
            OutgoingConnection.SharerKey,
            new Sharer(program.OrgId.Value, $"{program.OrgId}|{program.ProgramId}")
        );
        request.Headers.TryAddWithoutValidation("User-Agent", "Loyalty-Programs/1");
        if (Activity.Current?.Id is { } traceParent)
            request.Headers.TryAddWithoutValidation("traceparent", traceParent);
        var pipeline = pipelines.GetOrAddPipeline<RemoteAnswer>(
            (program.OrgId, program.ProgramId, system.BaseUrl),
            Build
        );
        try
        {
            return await pipeline.ExecuteAsync(token => ExchangeAsync(request, token), cancellationToken);
        }
        catch (BrokenCircuitException)
        {
            return RemoteAnswer.NotSent(CircuitFault);
        }
        catch (TimeoutRejectedException)
        {
            return RemoteAnswer.Lost(CallbackFaults.Timeout);
        }
        catch (HttpRequestException fault)
        {
            return RemoteAnswer.Lost(CallbackFaults.Of(fault));
        }
        catch (IOException)
        {
            return RemoteAnswer.Lost(CallbackFaults.Response);
        }
    }

    private void Build(ResiliencePipelineBuilder<RemoteAnswer> builder)
    {
        var limits = options.Value;
        builder.TimeProvider = time;
        builder
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions<RemoteAnswer>
                {
                    FailureRatio = limits.BreakAtFailures,
                    MinimumThroughput = limits.BreakAtRequests,
                    SamplingDuration = limits.BreakWindow,
                    BreakDuration = limits.BreakFor,
                    ShouldHandle = new PredicateBuilder<RemoteAnswer>()
                        .Handle<TimeoutRejectedException>()
                        .Handle<HttpRequestException>()
                        .Handle<IOException>()
                        .HandleResult(answer => answer.Status >= 500),
                }
            )
            .AddTimeout(limits.Timeout);
    }

    /// <summary>One request, and its answer as far as it is read.</summary>
    private async ValueTask<RemoteAnswer> ExchangeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(request, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var body = new byte[options.Value.MaxAnswerBytes + 1];
        var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        return length < body.Length
            ? RemoteAnswer.Of((int)response.StatusCode, body[..length])
            : throw new InvalidDataException("The answer is too long.");
    }

    private HttpRequestMessage Post(RemoteSystem system, string path, byte[] body, Token token)
    {
        var url = new Uri(system.BaseUrl + path);
        var request = With(
            token,
            new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) }
        );
        request.Content!.Headers.ContentType = Json;
        var key = keys.Current(KeyUse.CallbackRsa);
        var signed = RequestSigner.Sign(key, system.KeyId, "POST", url.PathAndQuery, body, time.GetUtcNow());
        foreach (var (name, value) in signed)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private static HttpRequestMessage With(Token token, HttpRequestMessage request)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Text);
        return request;
    }

    /// <summary>The organisation that a token is for, <c>org</c>. It is not verified: it only goes into paths at the system
    /// that gave it out.</summary>
    private static string OrgOf(string token) =>
        token.Split('.') is [_, var claims, _]
        && Base64Url.IsValid(claims)
        && JsonFields.TryParse(Base64Url.DecodeFromChars(claims), out var fields)
        && fields.OptionalId<OrgId>("org") is { } org
            ? org.Value
            : "";

    private sealed record Token(string Text, string Org, DateTimeOffset Until);
}
