using System.Text.Json.Nodes;
using Loyalty.Identity;
using Loyalty.Local.Demo;
using Loyalty.Local.Tests.Management;
using Loyalty.Local.Tests.Programs;

namespace Loyalty.Local.Tests.Crash;

/// <summary>The platform that keeps a program's books is killed with an issue in its hands.</summary>
public sealed class RemoteDeathTests(RemoteFixture fixture) : IClassFixture<RemoteFixture>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_issue_is_booked_once_when_the_other_platform_is_back(bool hasAccepted)
    {
        using var folder = new TestFolder();
        await using var wire = await Wire.StartAsync(null);
        var shop = fixture.Near.Setup.PartnerOf(
            await fixture.Near.Setup.ClientAsync(client => client with { Scopes = [Scopes.Programs] })
        );
        string issue;
        var (doomed, url) = await LoyaltyProcess.ServeAsync(folder.Path);
        using (doomed)
        using (var http = new HttpClient { BaseAddress = url })
        {
            wire.To = url;
            var program = await SetUpAsync(await OwnerAsync(folder, http), wire.BaseUrl);
            issue =
                $$"""{"programId":"{{program}}","value":5,"userId":"demo-member","referenceNumber":"{{program}}"}""";
            wire.Watch = async (line, isAnswer) =>
            {
                if (line == Wire.Points && isAnswer == hasAccepted)
                    await doomed.KillAsync();
            };
            var pending = await shop.PostAsync("/v1/transactions", issue);
            Assert.Equal((202, "pending"), (pending.Status, pending.Field("status")));
            wire.Watch = (_, _) => Task.CompletedTask;
        }

        var (second, again) = await LoyaltyProcess.ServeAsync(folder.Path);
        using (second)
        using (var http = new HttpClient { BaseAddress = again })
        {
            wire.To = again;
            var settled = await Eventually.GetAsync(
                "the issue is settled",
                async () =>
                    await shop.PostAsync("/v1/transactions", issue) is { Status: not 202 } answer ? answer : null,
                TimeSpan.FromSeconds(60)
            );
            Assert.Equal((200, "10"), (settled.Status, settled.Field("totalPoints")));
            var member = await (await OwnerAsync(folder, http)).GetAsync(
                "/latitude-points/orgs/demo/point-programs/default/balances/demo-member"
            );
            Assert.Equal("1010", member.Field("balance"));
            second.Terminate();
            Assert.Equal(0, await second.EndsAsync());
        }

        await fixture.Near.AssertProvenAsync();
        var verify = await LoyaltyProcess.RunAsync(["verify", "--data", folder.Path]);
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Errors);
    }

    private static async Task<Editor> OwnerAsync(TestFolder folder, HttpClient http)
    {
        var demo = (await DemoFile.ReadAsync(folder.Path, default))!;
        return new Editor(http, TimeProvider.System, demo.Owner.ClientId.Value, demo.Owner.ClientSecret);
    }

    /// <summary>Over HTTP alone: our client and its rule there, the program here, and its key there.</summary>
    private async Task<string> SetUpAsync(Editor far, string baseUrl)
    {
        var client = await far.PostAsync("/manage/clients", Bodies.Client(Scopes.PointsEarn));
        var clientId = client.Field("clientId")!;
        var rule = await far.PostAsync("/manage/rules", Bodies.Rule(clientId));
        Assert.Equal(200, (await far.StepAsync(rule.Header("Location")!, "activate")).Status);
        var body = RemoteScene.Body(baseUrl, clientId, rule.Field("ruleId")!);
        body["remote"]!["secret"] = client.Field("clientSecret");
        var program = await Editor.Of(fixture.Near).PostAsync("/manage/programs", body);
        var remote = program.Json.GetProperty("remote");
        var key = Bodies.Key(remote.GetProperty("keyId").GetString()!, remote.GetProperty("publicKeyPem").GetString()!);
        var keys = await far.PutAsync(
            $"/manage/clients/{clientId}/keys",
            new JsonObject { ["keys"] = new JsonArray(key) },
            client.Header("ETag")
        );
        Assert.Equal(200, keys.Status);
        return program.Field("programId")!;
    }
}
