using System.Net.Http.Json;
using Loyalty.Catalog;
using Loyalty.Local.Tests.Management;

namespace Loyalty.Local.Tests.Http;

/// <summary>Who asks for too much is refused, and nobody else notices.</summary>
public sealed class FloodTests(LimitedHostFixture fixture) : IClassFixture<LimitedHostFixture>
{
    private const int Share = 10;

    [Theory]
    [InlineData("/points/requests/none", 404)]
    [InlineData("/latitude-points/orgs/demo/point-programs/default/balances/demo-member", 200)]
    [InlineData("/manage/rules", 403)]
    public async Task A_clients_flood_is_refused_and_another_client_is_served(string path, int usual)
    {
        var (flooder, other) = (await PartnerAsync(), await PartnerAsync());
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => flooder.GetAsync(path)));

        Assert.Equal(Share, answers.Count(answer => answer.Status == usual));
        var refused = answers.Where(answer => answer.Status == 429).ToList();
        Assert.Equal(200 - Share, refused.Count);
        Assert.All(
            refused,
            answer => Assert.Equal(("too_many_requests", "1"), (answer.Code, answer.Header("Retry-After")))
        );
        Assert.Equal(usual, (await other.GetAsync(path)).Status);
        fixture.Clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(usual, (await flooder.GetAsync(path)).Status);
        Assert.Equal(429, (await flooder.GetAsync(path)).Status);
    }

    [Fact]
    public async Task Points_are_taken_from_others_during_a_flood_and_the_log_tells_of_it()
    {
        var (flooder, other) = (await PartnerAsync(), await PartnerAsync());
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => flooder.SendJsonAsync("{}")));

        Assert.Equal(202, (await fixture.Partner.SendAsync(fixture.Earn(1))).Status);
        Assert.Equal(400, (await other.SendJsonAsync("{}")).Status);
        fixture.Clock.Advance(TimeSpan.FromSeconds(5));
        var logged = (await flooder.GetAsync("/points/requests?code=too_many_requests&limit=100")).Items().ToList();
        Assert.Equal(100 - Share, logged.Count);
    }

    [Fact]
    public async Task A_client_that_asks_for_tokens_without_end_is_refused_while_others_get_theirs()
    {
        var (flooder, other) = (await fixture.Setup.ClientAsync(), await fixture.Setup.ClientAsync());
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => AskAsync(flooder)));

        Assert.Equal(Share, answers.Count(answer => answer.Status == 200));
        Assert.Equal(100 - Share, answers.Count(answer => (answer.Status, answer.Header("Retry-After")) == (429, "1")));
        Assert.Equal(200, (await AskAsync(other)).Status);
        fixture.Clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal((200, 429), ((await AskAsync(flooder)).Status, (await AskAsync(flooder)).Status));

        Task<Answer> AskAsync(Client client) =>
            fixture.Partner.AskTokenAsync(
                ("grant_type", "client_credentials"),
                ("client_id", client.ClientId.Value),
                ("client_secret", Setup.Secret)
            );
    }

    [Fact]
    public async Task Wrong_secrets_are_held_back_while_others_get_their_tokens()
    {
        var (victim, other) = (await fixture.Setup.ClientAsync(), await PartnerAsync());
        (string, string)[] form =
        [
            ("grant_type", "client_credentials"),
            ("client_id", victim.ClientId.Value),
            ("client_secret", "wrong"),
        ];
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => other.AskTokenAsync(form)));

        Assert.Equal(10, answers.Count(answer => answer.Status == 401));
        var refused = answers.Where(answer => answer.Status == 429).ToList();
        Assert.Equal(190, refused.Count);
        Assert.All(refused, answer => Assert.Equal("6", answer.Header("Retry-After")));
        Assert.NotEmpty(await other.TokenAsync());
    }

    [Fact]
    public async Task Wrong_secrets_at_the_aggregators_door_are_held_back_too()
    {
        var victim = await fixture.Setup.ClientAsync();
        var statuses = new List<int>();
        for (var i = 0; i < 12; i++)
            statuses.Add(
                (int)
                    (
                        await fixture.Http.PostAsJsonAsync(
                            "/v1/authenticate",
                            new { clientId = victim.ClientId.Value, clientSecret = "wrong" }
                        )
                    ).StatusCode
            );

        Assert.Equal([.. Enumerable.Repeat(401, 10), 429, 429], statuses);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", "192.0.2.2")]
    [InlineData("2001:db8::1", "2001:db8::ffff", "2001:db8:0:1::1")]
    public async Task An_address_that_tries_many_clients_is_held_back_and_another_is_served(
        string one,
        string same,
        string other
    )
    {
        var client = await fixture.Setup.ClientAsync();
        var tries = new List<Answer>();
        for (var i = 0; i < 32; i++)
            // What the caller itself says of its address stands before what the proxy says.
            tries.Add(await AskAsync(Names.Next("guess"), "wrong", $"198.51.100.{i}, {(i % 2 == 0 ? one : same)}"));

        Assert.Equal([.. Enumerable.Repeat(401, 30), 429, 429], tries.Select(answer => answer.Status));
        Assert.Equal(429, (await AskAsync(client.ClientId.Value, Setup.Secret, one)).Status);
        Assert.Equal(200, (await AskAsync(client.ClientId.Value, Setup.Secret, other)).Status);

        async Task<Answer> AskAsync(string id, string secret, string addresses)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, Partner.TokenPath)
            {
                Content = new FormUrlEncodedContent([
                    new("grant_type", "client_credentials"),
                    new("client_id", id),
                    new("client_secret", secret),
                ]),
            };
            request.Headers.Add("X-Forwarded-For", addresses);
            return await fixture.Partner.SendAsync(request);
        }
    }

    /// <summary>A partner with its token, for which it does not ask again.</summary>
    private async Task<Partner> PartnerAsync()
    {
        var partner = fixture.Setup.PartnerOf(await fixture.Setup.ClientAsync());
        await partner.TokenAsync();
        return partner;
    }
}
