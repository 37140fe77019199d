using System.Net.Http.Json;
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

    /// <summary>A partner with its token, for which it does not ask again.</summary>
    private async Task<Partner> PartnerAsync()
    {
        var partner = fixture.Setup.PartnerOf(await fixture.Setup.ClientAsync());
        await partner.TokenAsync();
        return partner;
    }
}
