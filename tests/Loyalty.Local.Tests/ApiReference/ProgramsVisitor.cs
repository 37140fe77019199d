using System.Text;
using Loyalty.Local.Tests.Management;
using Loyalty.Local.Tests.Programs;

namespace Loyalty.Local.Tests.ApiReference;

/// <summary>Shows what clients of the aggregator are answered, and every refusal of it.</summary>
internal sealed class ProgramsVisitor(HttpClient http, HostFixture fixture)
{
    private const string Nobody = "nobody";
    private static readonly string[] Bodies =
    [
        "/v1/transactions",
        "/v1/transactions/preview",
        "/v1/programs/points/validate-member",
        "/v1/connections",
    ];
    private static readonly string[] Pages =
    [
        "/v1/profile",
        "/v1/programs",
        "/v1/currencies",
        "/v1/transactions",
        "/v1/transactions/nobody",
        "/v1/connections",
    ];

    public async Task VisitAsync()
    {
        var scene = await ProgramsScene.CreateAsync(fixture);
        var shop = new Partner(http, fixture.Time, scene.Client.ClientId.Value, Setup.Secret, fixture.Partner.Key);
        await AuthenticateAsync(shop.ClientId, Setup.Secret);
        await AuthenticateAsync(shop.ClientId, "wrong");
        await PostAsync("/v1/authenticate", "{}");
        await PostAsync("/v1/authenticate", new string('x', 70_000));
        await PostAsync("/v1/authenticate", "text", "text/plain");

        var program = scene.Program.ProgramId.Value;
        var issue = $$"""{"programId":"{{program}}","value":7,"userId":"{{scene.Member}}","referenceNumber":"visit"}""";
        await shop.PostAsync("/v1/transactions", issue);
        await shop.PostAsync("/v1/transactions", issue);
        await shop.PostAsync("/v1/transactions", issue.Replace('7', '8'));
        await shop.PostAsync("/v1/transactions", issue.Replace(program, Nobody).Replace("visit", "another"));
        await shop.PostAsync("/v1/transactions/preview", $$"""{"programId":"{{program}}","value":7}""");
        await shop.PostAsync("/v1/transactions/preview", """{"programId":"nobody","value":7}""");
        await shop.PostAsync(
            $"/v1/programs/{program}/validate-member",
            $$"""{"destinationUserId":"{{scene.Member}}"}"""
        );
        await shop.PostAsync("/v1/programs/nobody/validate-member", """{"destinationUserId":"x"}""");
        var connection =
            $$"""{"programId":"{{program}}","endUserId":"visitor","destinationUserId":"{{scene.Member}}"}""";
        await shop.PostAsync("/v1/connections", connection);
        await shop.PostAsync("/v1/connections", connection.Replace(program, Nobody));
        await shop.GetAsync("/v1/connections?endUserId=visitor");
        var now = fixture.Time.GetUtcNow().ToUnixTimeSeconds();
        await shop.GetAsync($"/v1/transactions?startDate={now - 100}&endDate={now + 100}");
        await shop.GetAsync($"/v1/transactions?startDate={now}&endDate={now}&programId=nobody");
        await shop.GetAsync("/v1/transactions/visit");
        await VisitRemoteAsync(shop);
        await AskForRefusalsAsync(shop);
    }

    /// <summary>A program whose books a system keeps that does not answer.</summary>
    private async Task VisitRemoteAsync(Partner shop)
    {
        var owner = new Editor(http, fixture.Time, fixture.Demo.Owner.ClientId.Value, fixture.Demo.Owner.ClientSecret);
        var program = await owner.PostAsync("/manage/programs", RemoteScene.Body("http://127.0.0.1:1", "us", "rule"));
        var id = program.Field("programId");
        await owner.StepAsync($"/manage/programs/{id}", "make-default");
        await owner.PostAsync($"/manage/programs/{id}/test-connection");
        var issue = $$"""{"programId":"{{id}}","value":7,"userId":"ann","referenceNumber":"visit-elsewhere"}""";
        await shop.PostAsync("/v1/transactions", issue);
        var recorded = await shop.GetAsync("/v1/transactions/visit-elsewhere");
        await PostAsync($"/v1/callbacks/{recorded.Field("id")}", "{}");
        await PostAsync("/v1/callbacks/nobody", "{}");
        await shop.PostAsync($"/v1/programs/{id}/validate-member", """{"destinationUserId":"ann"}""");
    }

    private async Task AskForRefusalsAsync(Partner shop)
    {
        var stranger = new Partner(
            http,
            fixture.Time,
            (await fixture.Setup.ClientAsync()).ClientId.Value,
            Setup.Secret,
            shop.Key
        );
        foreach (var path in Bodies)
        {
            await shop.PostAsync(path, "{}");
            await shop.PostAsync(path, new string('x', 70_000));
            await stranger.PostAsync(path, "{}");
            await PostAsync(path, "{}");
            var text = shop.Request("{}", await shop.TokenAsync(), path: path);
            text.Content = new StringContent("text", Encoding.UTF8, "text/plain");
            await shop.SendAsync(text);
        }

        foreach (var path in Pages)
        {
            await shop.GetAsync(path);
            await stranger.GetAsync(path);
            await http.GetAsync(path);
        }
    }

    private Task AuthenticateAsync(string id, string secret) =>
        PostAsync("/v1/authenticate", $$"""{"clientId":"{{id}}","clientSecret":"{{secret}}"}""");

    private async Task PostAsync(string path, string body, string type = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        using var response = await http.PostAsync(path, content);
    }
}
