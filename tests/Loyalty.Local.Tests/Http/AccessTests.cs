using System.Text;
using Loyalty.Catalog;
using Loyalty.Identity;

namespace Loyalty.Local.Tests.Http;

/// <summary>
/// Every route of the app against every kind of caller. The routes are read from the triggers: one that is new and forgets
/// to ask who is calling, or for which scope, fails here.
/// </summary>
public sealed class AccessTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    public static TheoryData<string> Guarded =>
        [.. AppRoute.All.Where(route => !AccessTable.IsOpen(route)).Select(route => route.ToString())];

    [Fact]
    public void The_table_names_routes_that_exist() =>
        Assert.Empty(AccessTable.Named.Except(AppRoute.All.Select(route => route.ToString())));

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Without_a_good_token_nobody_gets_in(string name)
    {
        var owner = await OwnerAsync();
        foreach (var (wrong, authorization) in new ForgedTokens(fixture, owner).All())
        {
            var answer = await SendAsync(AppRoute.Parse(name), authorization);

            Assert.True((401, "invalid_token") == (answer.Status, answer.Code), $"{wrong}: {answer}");
            Assert.Equal("application/problem+json", answer.ContentType);
            Assert.StartsWith("Bearer ", answer.Header("WWW-Authenticate"));
        }
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task Each_scope_opens_what_the_table_says_and_nothing_else(string name)
    {
        var route = AppRoute.Parse(name);
        var owner = await OwnerAsync();
        var partner = fixture.Setup.PartnerOf(owner);
        var opening = AccessTable.ScopesFor(route);
        foreach (var scope in Scopes.All)
        {
            var answer = await SendAsync(route, $"Bearer {await partner.TokenAsync(scope)}");

            var closed = name == "POST /points" ? 401 : 403;
            var isClosed = (answer.Status, answer.Code) == (closed, "insufficient_scope");
            Assert.True(isClosed != opening.Contains(scope), $"{scope}: {answer}");
            // RFC 6750 §3
            if (isClosed)
                Assert.StartsWith(
                    "Bearer realm=\"partner\", error=\"insufficient_scope\", scope=\"",
                    answer.Header("WWW-Authenticate")
                );
            Assert.True(isClosed || answer.Status is not (401 or 500), $"{scope}: {answer}");
        }
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task A_disabled_client_is_told_so_though_its_token_is_still_good(string name)
    {
        var client = await OwnerAsync();
        var token = await fixture.Setup.PartnerOf(client).TokenAsync();
        await fixture.Setup.PutAsync(client with { Disabled = true });

        // A points request is judged by its rule first, so it names one.
        var answer = await SendAsync(AppRoute.Parse(name), $"Bearer {token}", fixture.Earn(1).ToJson());

        Assert.True((403, "client_disabled") == (answer.Status, answer.Code), answer.ToString());
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task A_scope_that_a_client_has_lost_is_lost_to_its_tokens_too(string name)
    {
        var route = AppRoute.Parse(name);
        var left = Scopes.All.Except(AccessTable.ScopesFor(route)).ToList();
        if (left.Count == 0)
            return;
        var client = await OwnerAsync();
        var token = await fixture.Setup.PartnerOf(client).TokenAsync();
        await fixture.Setup.PutAsync(client with { Scopes = left });

        var answer = await SendAsync(route, $"Bearer {token}");

        Assert.True(answer.Status is 401 or 403 && answer.Code == "insufficient_scope", answer.ToString());
    }

    private Task<Client> OwnerAsync() => fixture.Setup.ClientAsync(client => client with { Scopes = Scopes.All });

    /// <summary>Asks for something that is not there, with a body that is no request of a kind: harmless where it is let in.</summary>
    private async Task<Answer> SendAsync(AppRoute route, string? authorization, string body = "{}")
    {
        var path = route.At(parameter => parameter == "orgId" ? fixture.Demo.OrgId.Value : "nobody");
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), path);
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (route.Method is "POST" or "PUT")
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await fixture.Http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }
}
