using System.Net.Http.Json;
using Loyalty.Catalog;
using Loyalty.Identity;

namespace Loyalty.Local.Tests.Identity;

/// <summary>What a browser sends at the console's door, with no cookies and headers but those that a test names.</summary>
internal sealed class SessionBrowser(HostFixture fixture)
{
    /// <summary>A client with these scopes, or with manage.</summary>
    public Task<Client> ClientAsync(params string[] scopes) =>
        fixture.Setup.ClientAsync(client => client with { Scopes = scopes is [] ? [Scopes.Manage] : scopes });

    public async Task<(Answer Answer, string Cookie)> StartAsync(
        Client client,
        params (string Name, string? Value)[] headers
    )
    {
        var answer = await SendAsync(
            HttpMethod.Post,
            "/console/session",
            new { clientId = client.ClientId.Value, clientSecret = Setup.Secret },
            headers
        );
        return (answer, answer.Header("Set-Cookie")?.Split(';')[0] ?? "");
    }

    public Task<Answer> TokenAsync(string? cookie, params (string Name, string? Value)[] headers) =>
        SendAsync(HttpMethod.Post, "/console/session/token", null, [("Cookie", cookie), .. headers]);

    public Task<Answer> EndAsync(string cookie, params (string Name, string? Value)[] headers) =>
        SendAsync(HttpMethod.Delete, "/console/session", null, [("Cookie", cookie), .. headers]);

    public async Task<(int, string?)> RefusalAsync(string cookie) =>
        await TokenAsync(cookie) is var answer ? (answer.Status, answer.Code) : default;

    public async Task<Answer> SendAsync(
        HttpMethod method,
        string path,
        object? body,
        params (string Name, string? Value)[] headers
    )
    {
        using var handler = new HttpClientHandler { UseCookies = false };
        using var http = new HttpClient(handler) { BaseAddress = fixture.Http.BaseAddress };
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        foreach (var (name, value) in headers)
            if (value is not null)
                Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var response = await http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }
}
