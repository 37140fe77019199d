using System.Net;
using System.Text.Json;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Json;
using Loyalty.Keys;
using Loyalty.Local.Hosting;
using Loyalty.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Loyalty.Local.Tests.Identity;

/// <summary>Signing in at the console: what its cookie is good for, and when it no longer is.</summary>
public abstract class SessionTests(ClockedHostFixture fixture)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly SessionBrowser browser = new(fixture);

    private SessionOptions Options => fixture.Service<IOptions<SessionOptions>>().Value;

    [Fact]
    public async Task A_secret_is_shown_once_and_its_cookie_gets_tokens_of_the_management_scopes_alone()
    {
        var client = await browser.ClientAsync(Scopes.PointsEarn, Scopes.ManageRead);

        var (answer, cookie) = await browser.StartAsync(client);
        Assert.Equal((204, ""), (answer.Status, answer.Text));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        var token = await browser.TokenAsync(cookie);

        Assert.Equal((200, "no-store"), (token.Status, token.Header("Cache-Control")));
        Assert.Equal(Scopes.ManageRead, token.Field("scope"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/manage/me");
        request.Headers.Add("Authorization", $"Bearer {token.Field("access_token")}");
        using var me = await fixture.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, me.StatusCode);
    }

    [Fact]
    public async Task Use_keeps_a_session_alive_but_not_beyond_a_working_day()
    {
        var (_, cookie) = await browser.StartAsync(await browser.ClientAsync());
        var step = Options.IdleFor - Tick;
        var passed = TimeSpan.Zero;
        for (; passed + step < Options.MaxAge; passed += step)
        {
            Assert.Equal(200, (await browser.TokenAsync(cookie)).Status);
            fixture.Clock.Advance(step);
        }

        Assert.Equal(200, (await browser.TokenAsync(cookie)).Status);
        fixture.Clock.Advance(Options.MaxAge - passed - Tick);
        Assert.Equal(200, (await browser.TokenAsync(cookie)).Status);
        fixture.Clock.Advance(Tick);
        Assert.Equal((401, "invalid_token"), await browser.RefusalAsync(cookie));
    }

    [Fact]
    public async Task A_session_that_rests_too_long_has_ended()
    {
        var (_, cookie) = await browser.StartAsync(await browser.ClientAsync());
        fixture.Clock.Advance(Options.IdleFor);

        Assert.Equal((401, "invalid_token"), await browser.RefusalAsync(cookie));
    }

    [Fact]
    public async Task A_sign_out_ends_copies_of_the_cookie_too()
    {
        var (_, cookie) = await browser.StartAsync(await browser.ClientAsync());

        var answer = await browser.EndAsync(cookie);

        Assert.Equal(204, answer.Status);
        Assert.Contains("loyalty-session=; max-age=0;", answer.Header("Set-Cookie"));
        Assert.Equal((401, "invalid_token"), await browser.RefusalAsync(cookie));
        Assert.Equal(204, (await browser.EndAsync(cookie)).Status);
    }

    [Fact]
    public async Task Signing_in_again_ends_the_session_before()
    {
        var client = await browser.ClientAsync();
        var (_, first) = await browser.StartAsync(client);

        var (_, second) = await browser.StartAsync(client, ("Cookie", first));

        Assert.Equal((401, "invalid_token"), await browser.RefusalAsync(first));
        Assert.Equal(200, (await browser.TokenAsync(second)).Status);
    }

    public static TheoryData<string> Ends => ["disabled", "a new secret", "the secret removed", "no scope left"];

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_change_of_the_client_ends_its_sessions(string change)
    {
        var client = await browser.ClientAsync();
        var (_, cookie) = await browser.StartAsync(client);
        await fixture.Setup.PutAsync(
            change switch
            {
                "disabled" => client with { Disabled = true },
                "a new secret" => client with { Secrets = [.. client.Secrets, client.Secrets[0] with { N = 2 }] },
                "the secret removed" => client with { Secrets = [client.Secrets[0] with { N = 2 }] },
                _ => client with { Scopes = [Scopes.PointsEarn] },
            }
        );

        Assert.Equal((401, "invalid_token"), await browser.RefusalAsync(cookie));
        // What has ended does not come back.
        await fixture.Setup.PutAsync(client);
        Assert.Equal((401, "invalid_token"), await browser.RefusalAsync(cookie));
    }

    [Fact]
    public async Task One_sign_in_too_many_ends_the_one_that_rested_longest()
    {
        var client = await browser.ClientAsync();
        var cookies = new List<string>();
        for (var i = 0; i <= Options.MaxPerClient; i++)
        {
            cookies.Add((await browser.StartAsync(client)).Cookie);
            fixture.Clock.Advance(Tick);
        }

        Assert.Equal(401, (await browser.TokenAsync(cookies[0])).Status);
        foreach (var cookie in cookies[1..])
            Assert.Equal(200, (await browser.TokenAsync(cookie)).Status);
    }

    [Fact]
    public async Task Neither_store_nor_log_has_the_ticket()
    {
        var client = await browser.ClientAsync();
        var (_, cookie) = await browser.StartAsync(client);
        var ticket = cookie.Split('=')[1];
        var stored = await fixture
            .Service<ICatalog>()
            .ListAsync<ConsoleSession>(client.ClientId.Value, null, 9, default);

        var only = Assert.Single(stored.Items);
        var secret = ticket[(ticket.LastIndexOf('.') + 1)..];
        Assert.DoesNotContain(secret, JsonSerializer.Serialize(only.Value), StringComparison.Ordinal);
        Assert.DoesNotContain(fixture.Logs.Lines, line => line.Contains(secret, StringComparison.Ordinal));
    }
}

/// <inheritdoc/>
public sealed class EmbeddedSessionTests(ClockedHostFixture fixture)
    : SessionTests(fixture),
        IClassFixture<ClockedHostFixture>;

/// <inheritdoc/>
public sealed class CosmosSessionTests(ClockedCosmosFixture fixture)
    : SessionTests(fixture),
        IClassFixture<ClockedCosmosFixture>
{
    [Fact]
    public async Task Another_host_on_the_store_knows_the_session_and_its_end()
    {
        using var folder = new TestFolder();
        var store = await CosmosAccount.NewDatabaseAsync();
        var first = new HostFixture(folder, store);
        await first.StartAsync();
        using var other = new TestFolder();
        // Hosts on one store share their keys.
        File.Copy(Path.Combine(folder.Path, KeyFile.FileName), Path.Combine(other.Path, KeyFile.FileName));
        var settings = store.ToDictionary(setting => setting.Name, string? (setting) => setting.Value);
        settings["Embedded:DataDirectory"] = other.Path;
        settings["urls"] = "http://127.0.0.1:0";
        await using var second = await LocalHost.StartAsync(settings, configure: null, default);
        var (here, there) = (first.Service<ConsoleSessions>(), second.Services.GetRequiredService<ConsoleSessions>());
        var credentials = new
        {
            clientId = first.Demo.Owner.ClientId.Value,
            clientSecret = first.Demo.Owner.ClientSecret,
        };
        Assert.True(JsonFields.TryParse(JsonSerializer.SerializeToUtf8Bytes(credentials), out var body));

        var (ticket, _) = await here.StartAsync(body, "192.0.2.1", default);
        Assert.NotNull((await there.TokenAsync(ticket, default)).Grant);
        await there.EndAsync(ticket, default);

        Assert.Null((await here.TokenAsync(ticket, default)).Grant);
        await first.StopAsync();
    }
}
