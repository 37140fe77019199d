using Loyalty.CosmosServer;
using Loyalty.Local.Demo;

namespace Loyalty.Local.Tests.Crash;

/// <summary>A host on Cosmos DB that dies between its claim of a request id, which is there, and the queue.</summary>
public sealed class ClaimWithoutMessageTests
{
    [Fact]
    public async Task A_request_that_was_not_answered_is_accepted_when_it_comes_again_and_applied_once()
    {
        await using var account = await CosmosServerHost.StartAsync();
        (string, string)[] settings =
        [
            ("Local:Store", "cosmos"),
            ("Cosmos:AccountEndpoint", account.Endpoint.ToString()),
        ];
        using var folder = new TestFolder();
        await using var receiver = await CallbackReceiver.StartAsync(TimeProvider.System);
        var inbox = receiver.Open();
        var body = new PointsBody("demo-member", "demo-earn", 25, "request-1") { CallbackUrl = inbox.Url };

        var (doomed, url) = await LoyaltyProcess.ServeAsync(folder.Path, settings);
        using (doomed)
        using (var http = new HttpClient { BaseAddress = url })
        {
            var partner = await PartnerAsync(folder, http);
            await partner.TokenAsync();
            account.Server.Faults = request =>
            {
                // The claim is stored; whoever sent it never learns of it.
                if (request is { Container: "requests", Operation: ServerOperation.Create })
                    doomed.KillAsync().GetAwaiter().GetResult();
                return null;
            };
            await Assert.ThrowsAsync<HttpRequestException>(() => partner.SendAsync(body, SignatureForm.Header));
            await Eventually.TrueAsync(
                "the claim is stored",
                () => account.Server.Container("requests").All().Count == 1
            );
            account.Server.Faults = _ => null;
        }

        var (second, again) = await LoyaltyProcess.ServeAsync(folder.Path, settings);
        using (second)
        using (var http = new HttpClient { BaseAddress = again })
        {
            var partner = await PartnerAsync(folder, http);
            Assert.Equal("pending", (await partner.PollAsync(body.RequestId)).Field("status"));
            var accepted = await partner.SendAsync(body, SignatureForm.Header);
            Assert.Equal(202, accepted.Status);
            Assert.Equal(accepted.Field("transactionId"), (await inbox.NextAsync())["transactionId"]);
            Assert.Equal("success", (await partner.OutcomeAsync(body.RequestId)).Field("status"));
            var balance = await partner.GetAsync(
                "/latitude-points/orgs/demo/point-programs/default/balances/demo-member"
            );
            Assert.Equal("1025", balance.Field("balance"));
            second.Terminate();
            Assert.Equal(0, await second.EndsAsync());
        }

        var verify = await LoyaltyProcess.RunAsync(["verify", "--data", folder.Path], "", settings);
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Errors);
        Assert.Contains("1 accepted requests (0 still to apply)", verify.Output, StringComparison.Ordinal);
    }

    private static async Task<Partner> PartnerAsync(TestFolder folder, HttpClient http) =>
        Partner.Of((await DemoFile.ReadAsync(folder.Path, default))!, http, TimeProvider.System);
}
