using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Loyalty.Local.Tests.Management;

/// <summary>Somebody who sets up an organisation, over HTTP and by nothing else.</summary>
internal sealed class Editor(HttpClient http, TimeProvider time, string clientId, string secret)
{
    private readonly Partner identity = new(
        http,
        time,
        clientId,
        secret,
        Loyalty.Signing.SigningKey.Create(Loyalty.Signing.KeyAlgorithm.EcdsaSha256, "none", DateTimeOffset.UnixEpoch)
    );

    public string ClientId => clientId;

    public string Scope { get; init; } = "";

    /// <summary>The demo organisation's owner.</summary>
    public static Editor Of(HostFixture fixture) =>
        new(fixture.Http, fixture.Time, fixture.Demo.Owner.ClientId.Value, fixture.Demo.Owner.ClientSecret);

    public Editor With(string scope) => new(http, time, clientId, secret) { Scope = scope };

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, JsonNode? body = null, string? ifMatch = null, string? key = null) =>
        SendAsync(HttpMethod.Post, path, body?.ToJsonString(), ifMatch, key);

    public Task<Answer> PutAsync(string path, JsonNode body, string? ifMatch) =>
        SendAsync(HttpMethod.Put, path, body.ToJsonString(), ifMatch);

    public Task<Answer> DeleteAsync(string path, string? ifMatch) =>
        SendAsync(HttpMethod.Delete, path, ifMatch: ifMatch);

    /// <summary>Takes a step with the tag that the thing has now.</summary>
    public async Task<Answer> StepAsync(string item, string step) =>
        await PostAsync($"{item}/{step}", ifMatch: (await GetAsync(item)).Header("ETag"));

    public async Task<Answer> SendAsync(
        HttpMethod method,
        string path,
        string? body = null,
        string? ifMatch = null,
        string? key = null,
        string contentType = "application/json"
    )
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await identity.TokenAsync(Scope));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(contentType);
        }

        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await identity.SendAsync(request);
    }
}
