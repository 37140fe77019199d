using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Loyalty.Console.Tests.Support;

/// <summary>The demo organisation's owner at the API, for what a test needs before somebody opens the console.</summary>
internal sealed class Owner(HostFixture host)
{
    /// <summary>Creates something; its document.</summary>
    public Task<JsonObject> CreateAsync(string path, JsonObject body) => SendAsync(HttpMethod.Post, path, body);

    /// <summary>Reads something.</summary>
    public Task<JsonObject> ReadAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    /// <summary>Changes something as it is by now.</summary>
    public Task<JsonObject> ChangeAsync(string path, JsonObject body) => SendAsync(HttpMethod.Put, path, body, path);

    /// <summary>Takes a step of something's life, such as <c>activate</c>.</summary>
    public Task<JsonObject> StepAsync(string path, string step) =>
        SendAsync(HttpMethod.Post, $"{path}/{step}", null, path);

    /// <summary>Registers a member.</summary>
    public Task<JsonObject> RegisterAsync(string userId, JsonObject body) =>
        SendAsync(HttpMethod.Put, $"/manage/members/{userId}", body);

    /// <summary>Creates a client that may award points.</summary>
    public Task<JsonObject> ClientAsync(string name, string? partner = null) =>
        CreateAsync(
            "/manage/clients",
            new JsonObject
            {
                ["name"] = name,
                ["scopes"] = new JsonArray("points.earn"),
                ["signature"] = "optional",
                ["keys"] = new JsonArray(),
                ["callbackHosts"] = new JsonArray(),
                ["callbackSigning"] = "ecdsa",
                ["partner"] = partner,
            }
        );

    /// <summary>Gives a member points of the demo program, or takes some; the transaction.</summary>
    public Task<JsonObject> AdjustAsync(string userId, int points, string reason = "A test") =>
        CreateAsync(
            $"/manage/members/{userId}/adjust",
            new JsonObject
            {
                ["programId"] = "points",
                ["points"] = points,
                ["reason"] = reason,
            }
        );

    /// <summary>A rule of the demo organisation's partner, not active yet.</summary>
    public Task<JsonObject> DraftAsync(string name) =>
        CreateAsync(
            "/manage/rules",
            new JsonObject
            {
                ["programId"] = "points",
                ["name"] = name,
                ["type"] = "earn",
                ["trigger"] = "api",
                ["clientIds"] = new JsonArray("demo-partner"),
                ["cap"] = new JsonObject { ["points"] = 500, ["period"] = "day" },
                ["budget"] = 5000,
            }
        );

    private async Task<JsonObject> SendAsync(HttpMethod method, string path, JsonObject? body, string? versionOf = null)
    {
        var etag = versionOf is null ? null : (await AskAsync(HttpMethod.Get, versionOf, null, null)).Header("ETag");
        var answer = await AskAsync(method, path, body, etag);
        Assert.True(answer.Status is >= 200 and < 300, $"{method} {path}: {answer}");
        return answer.Text.Length == 0 ? [] : JsonNode.Parse(answer.Text)!.AsObject();
    }

    private async Task<Answer> AskAsync(HttpMethod method, string path, JsonObject? body, string? etag)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync());
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        if (etag is not null)
            request.Headers.TryAddWithoutValidation("If-Match", etag);
        using var response = await host.Http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    private async Task<string> TokenAsync()
    {
        var answer = await host.Partner.AskTokenAsync(
            ("grant_type", "client_credentials"),
            ("client_id", host.Demo.Owner.ClientId.Value),
            ("client_secret", host.Demo.Owner.ClientSecret)
        );
        return answer.Field("access_token") ?? throw new InvalidOperationException(answer.ToString());
    }
}
