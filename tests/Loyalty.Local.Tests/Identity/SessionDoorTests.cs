using System.Net;
using Loyalty.Identity;

namespace Loyalty.Local.Tests.Identity;

/// <summary>Who gets a session's cookie, who may send it, and what it opens.</summary>
public sealed class SessionDoorTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private readonly SessionBrowser browser = new(fixture);

    [Fact]
    public async Task No_script_and_no_other_site_gets_the_cookie()
    {
        var (answer, _) = await browser.StartAsync(await browser.ClientAsync());

        var parts = answer.Header("Set-Cookie")!.Split("; ");
        Assert.StartsWith("loyalty-session=", parts[0]);
        Assert.Equal(["path=/", "samesite=strict", "httponly"], parts[1..]);
    }

    [Theory]
    [InlineData("console.example", null)]
    [InlineData("127.0.0.1", "https")]
    [InlineData("127.0.0.1", "https, http")]
    public async Task Anywhere_but_on_the_same_machine_it_is_for_https_alone(string host, string? scheme)
    {
        var (answer, _) = await browser.StartAsync(
            await browser.ClientAsync(),
            ("Host", host),
            ("X-Forwarded-Proto", scheme)
        );

        var parts = answer.Header("Set-Cookie")!.Split("; ");
        Assert.StartsWith("__Host-loyalty-session=", parts[0]);
        Assert.Equal(["path=/", "secure", "samesite=strict", "httponly"], parts[1..]);
    }

    [Fact]
    public async Task The_cookie_opens_nothing_but_tokens()
    {
        var (_, cookie) = await browser.StartAsync(await browser.ClientAsync());

        foreach (var path in (string[])["/manage/me", "/manage/clients", "/points/requests/1"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Cookie", cookie);
            using var answer = await fixture.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        // Nor is it a token itself.
        using var bearer = new HttpRequestMessage(HttpMethod.Get, "/manage/me");
        bearer.Headers.Add("Authorization", $"Bearer {cookie.Split('=')[1]}");
        using var refused = await fixture.Http.SendAsync(bearer);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-origin", 200)]
    [InlineData("Sec-Fetch-Site", "none", 200)]
    [InlineData("Origin", "https://evil.example", 403)]
    [InlineData("Origin", "http://127.0.0.1:1", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Origin", "own", 200)]
    public async Task What_another_site_causes_is_refused(string header, string value, int status)
    {
        var (_, cookie) = await browser.StartAsync(await browser.ClientAsync());
        value = value == "own" ? fixture.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) : value;
        var answers = new[]
        {
            await browser.TokenAsync(cookie, (header, value)),
            await browser.EndAsync(cookie, (header, value)),
            (await browser.StartAsync(await browser.ClientAsync(), (header, value))).Answer,
        };

        int[] expected = status == 403 ? [403, 403, 403] : [200, 204, 204];
        Assert.Equal(expected, answers.Select(answer => answer.Status));
        // A refused sign-out has ended nothing.
        Assert.Equal(status == 403 ? 200 : 401, (await browser.TokenAsync(cookie)).Status);
    }

    [Theory]
    [InlineData("wrong", 401, "invalid_token")]
    [InlineData(Setup.Secret, 403, "insufficient_scope")]
    public async Task A_wrong_secret_and_a_client_without_management_get_no_session(
        string secret,
        int status,
        string code
    )
    {
        var client = await browser.ClientAsync(Scopes.PointsEarn);
        var answer = await browser.SendAsync(
            HttpMethod.Post,
            "/console/session",
            new { clientId = client.ClientId.Value, clientSecret = secret }
        );

        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.Null(answer.Header("Set-Cookie"));
    }

    [Fact]
    public async Task A_bad_body_is_told_every_fault()
    {
        var answer = await browser.SendAsync(HttpMethod.Post, "/console/session", new { clientId = 5 });

        Assert.Equal((400, "invalid_request"), (answer.Status, answer.Code));
        Assert.Equal(
            ["clientId", "clientSecret"],
            answer.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString())
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nobody")]
    [InlineData("nobody.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData(".AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("nobody.****************************************!!!")]
    public async Task A_cookie_that_is_none_of_ours_is_refused_and_forgotten(string? ticket)
    {
        var answer = await browser.TokenAsync(ticket is null ? null : $"loyalty-session={ticket}");

        Assert.Equal((401, "invalid_token"), (answer.Status, answer.Code));
        Assert.Contains("max-age=0", answer.Header("Set-Cookie"));
        Assert.Equal("Bearer realm=\"console\"", answer.Header("WWW-Authenticate"));
    }
}
