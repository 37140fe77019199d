using System.Net.Http.Headers;
using System.Text;
using Loyalty.Local.Demo;
using Loyalty.Signing;

namespace Loyalty.Local.Tests.Support;

/// <summary>A partner's system: gets tokens and sends requests, over HTTP and by nothing else.</summary>
internal sealed class Partner(HttpClient http, TimeProvider time, string clientId, string secret, SigningKey key)
{
    public const string TokenPath = "/realms/partner/protocol/openid-connect/token";
    private static readonly TimeSpan TokenGoodFor = TimeSpan.FromMinutes(9);
    private readonly Dictionary<string, (string Token, DateTimeOffset At)> tokens = [];

    public string ClientId => clientId;

    public string Secret => secret;

    public SigningKey Key => key;

    /// <summary>The demo organisation's partner.</summary>
    public static Partner Of(DemoFile demo, HttpClient http, TimeProvider time) =>
        new(
            http,
            time,
            demo.Partner.ClientId.Value,
            demo.Partner.ClientSecret,
            SigningKey.FromPem(demo.Partner.KeyId, demo.Partner.PrivateKeyPem, time.GetUtcNow())
        );

    /// <summary>A token with these scopes; all that the client has when none are named.</summary>
    public async Task<string> TokenAsync(string scope = "")
    {
        if (tokens.TryGetValue(scope, out var kept) && time.GetUtcNow() - kept.At < TokenGoodFor)
            return kept.Token;
        var answer = await AskTokenAsync(
            ("grant_type", "client_credentials"),
            ("client_id", clientId),
            ("client_secret", secret),
            ("scope", scope)
        );
        var token = answer.Field("access_token") ?? throw new InvalidOperationException($"No token: {answer}");
        tokens[scope] = (token, time.GetUtcNow());
        return token;
    }

    /// <summary>Posts a form to the token endpoint.</summary>
    public Task<Answer> AskTokenAsync(params (string Name, string Value)[] fields) =>
        SendAsync(
            new HttpRequestMessage(HttpMethod.Post, TokenPath)
            {
                Content = new FormUrlEncodedContent(
                    fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value))
                ),
            }
        );

    /// <summary>Sends a points request.</summary>
    public Task<Answer> SendAsync(PointsBody body, SignatureForm form = SignatureForm.None) =>
        SendJsonAsync(body.ToJson(), form);

    /// <summary>Sends any text as a points request.</summary>
    public async Task<Answer> SendJsonAsync(string json, SignatureForm form = SignatureForm.None) =>
        await SendAsync(Request(json, await TokenAsync(), form));

    /// <summary>A points request that a test may still change.</summary>
    public HttpRequestMessage Request(
        string json,
        string? token,
        SignatureForm form = SignatureForm.None,
        DateTimeOffset? created = null,
        SigningKey? signedWith = null,
        string path = "/points"
    )
    {
        var body = Encoding.UTF8.GetBytes(json);
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var (with, at) = (signedWith ?? key, created ?? time.GetUtcNow());
        var headers = form switch
        {
            SignatureForm.Header => RequestSigner.Sign(with, "POST", path, body, at),
            SignatureForm.Message => RequestSigner.SignMessage(with, "POST", path, body, at),
            _ => [],
        };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    /// <summary>Posts JSON to any path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="json">The body.</param>
    /// <param name="key">The <c>Idempotency-Key</c>; null = none.</param>
    /// <param name="form">How it is signed.</param>
    public async Task<Answer> PostAsync(
        string path,
        string json,
        string? key = null,
        SignatureForm form = SignatureForm.None
    )
    {
        var request = Request(json, await TokenAsync(), form, path: path);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await SendAsync(request);
    }

    /// <summary>Reads something of the platform's.</summary>
    public async Task<Answer> GetAsync(string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync());
        return await SendAsync(request);
    }

    /// <summary>What became of a request.</summary>
    public Task<Answer> PollAsync(string requestId) => GetAsync($"/points/requests/{Uri.EscapeDataString(requestId)}");

    /// <summary>What became of a request, once it is known.</summary>
    public Task<Answer> OutcomeAsync(string requestId) =>
        Eventually.GetAsync(
            $"an outcome of {requestId}",
            async () => await PollAsync(requestId) is { } answer && answer.Field("status") != "pending" ? answer : null
        );

    /// <summary>Sends any request.</summary>
    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        using (var response = await http.SendAsync(request))
            return await Answer.ReadAsync(response);
    }
}
