using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Loyalty.Identity;

namespace Loyalty.Local.Tests.Management;

/// <summary>The setup as an operator calls it.</summary>
public sealed class OwnerSetupTests(OwnerSetupTests.WithHash with) : IClassFixture<OwnerSetupTests.WithHash>
{
    private const string Token = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task The_token_is_good_for_one_owner_who_can_manage_at_once()
    {
        Assert.Equal(401, (await SendAsync(null)).Status);
        Assert.Equal("Bearer realm=\"setup\"", (await SendAsync("wrong")).Header("WWW-Authenticate"));
        Assert.Equal(400, (await SendAsync(Token, """{"name":1}""")).Status);

        var created = await SendAsync(Token);

        Assert.Equal((201, "acme", "points"), (created.Status, created.Field("orgId"), created.Field("programId")));
        var token = await with.Partner.AskTokenAsync(
            ("grant_type", "client_credentials"),
            ("client_id", created.Field("clientId")!),
            ("client_secret", created.Field("clientSecret")!)
        );
        Assert.Contains(Scopes.Manage, token.Field("scope")!.Split(' '));
        Assert.Equal((409, "already_exists"), ((await SendAsync(Token)).Status, (await SendAsync(Token)).Code));
        var logged = string.Join('\n', with.Logs.Lines);
        Assert.Contains("created the owner", logged);
        Assert.DoesNotContain(Token, logged);
        Assert.DoesNotContain(created.Field("clientSecret")!, logged);
    }

    [Fact]
    public async Task Who_guesses_is_told_how_long_to_wait()
    {
        // A host of its own: its guesses would hold back those of the other tests.
        var guessed = new WithHash();
        await guessed.InitializeAsync();
        var answer = await SendAsync(guessed, "wrong", "{}");
        for (var tries = 0; tries < 20 && answer.Status == 401; tries++)
            answer = await SendAsync(guessed, "wrong", "{}");
        await guessed.DisposeAsync();

        Assert.Equal((429, "too_many_requests"), (answer.Status, answer.Code));
        Assert.InRange(int.Parse(answer.Header("Retry-After")!), 1, 60);
    }

    private Task<Answer> SendAsync(string? token, string body = """{"orgId":"acme","name":"Acme"}""") =>
        SendAsync(with, token, body);

    private static async Task<Answer> SendAsync(WithHash with, string? token, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/manage/setup")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await with.Partner.SendAsync(request);
    }

    public sealed class WithHash()
        : HostFixture(
            clocked: false,
            ("Setup:TokenHash", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Token))))
        );
}
