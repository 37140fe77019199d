using Loyalty.Local.Demo;

namespace Loyalty.Local.Tests.Commands;

/// <summary><c>loyalty serve --store cosmos</c>.</summary>
public sealed class ServeCosmosTests
{
    [Fact]
    public async Task A_host_on_Cosmos_DB_answers_a_signed_earn_and_has_it_after_a_restart()
    {
        using var folder = new TestFolder();
        var settings = await CosmosAccount.NewDatabaseAsync();
        await using var receiver = await CallbackReceiver.StartAsync(TimeProvider.System);
        var inbox = receiver.Open();
        var body = new PointsBody("demo-member", "demo-earn", 25, "request-1") { CallbackUrl = inbox.Url };

        var (first, url) = await LoyaltyProcess.ServeAsync(folder.Path, settings);
        using (first)
        using (var http = new HttpClient { BaseAddress = url })
        {
            var accepted = await (await PartnerAsync(folder, http)).SendAsync(body, SignatureForm.Header);
            Assert.Equal(202, accepted.Status);
            Assert.Equal(accepted.Field("transactionId"), (await inbox.NextAsync())["transactionId"]);
            first.Terminate();
            Assert.Equal(0, await first.EndsAsync());
        }

        var (second, again) = await LoyaltyProcess.ServeAsync(folder.Path, settings);
        using (second)
        using (var http = new HttpClient { BaseAddress = again })
        {
            var partner = await PartnerAsync(folder, http);
            var balance = await partner.GetAsync(
                "/latitude-points/orgs/demo/point-programs/default/balances/demo-member"
            );
            Assert.Equal("1025", balance.Field("balance"));
            var replayed = await partner.SendAsync(body, SignatureForm.Header);
            Assert.Equal((202, "true"), (replayed.Status, replayed.Header("Idempotency-Replayed")));
            second.Terminate();
            Assert.Equal(0, await second.EndsAsync());
        }
    }

    [Fact]
    public async Task Its_folder_is_no_ledger_without_its_store()
    {
        using var folder = new TestFolder();
        var store = await CosmosAccount.NewDatabaseAsync();
        var host = new HostFixture(folder, store);
        await host.StartAsync();
        var member = await host.Setup.MemberAsync(points: 70);
        await host.StopAsync();

        foreach (var command in new[] { "serve", "verify", "export" })
        {
            var without = await LoyaltyProcess.RunAsync([command, "--data", folder.Path]);
            Assert.Equal((2, ""), (without.ExitCode, without.Output));
            Assert.Contains(
                "is in Cosmos DB: name it with --store cosmos",
                Assert.Single(without.Errors.Trim().Split('\n'))
            );
        }

        var verify = await LoyaltyProcess.RunAsync(["verify", "--data", folder.Path], "", store);
        Assert.Equal((0, ""), (verify.ExitCode, verify.Errors));
        Assert.Contains("2 accounts, 2 entries (2 posted)", verify.Output, StringComparison.Ordinal);
        var export = await LoyaltyProcess.RunAsync(["export", "--data", folder.Path], "", store);
        Assert.Contains($",{member.MemberId},", export.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_with_a_ledger_of_its_own_is_not_taken_for_another_store()
    {
        using var folder = new TestFolder();
        var host = new HostFixture(folder);
        await host.StartAsync();
        await host.StopAsync();
        var store = await CosmosAccount.NewDatabaseAsync();

        foreach (var command in new[] { "serve", "verify" })
        {
            var serve = await LoyaltyProcess.RunAsync([command, "--data", folder.Path], "", store);
            Assert.Equal((2, ""), (serve.ExitCode, serve.Output));
            Assert.Contains("--store cosmos", Assert.Single(serve.Errors.Trim().Split('\n')));
        }
    }

    [Fact]
    public async Task What_cannot_be_chosen_is_told_in_one_line()
    {
        using var folder = new TestFolder();

        var serve = await LoyaltyProcess.RunAsync([
            "serve",
            "--data",
            folder.Path,
            "--store",
            "postgres",
            "--cosmos-endpoint",
            "x",
        ]);

        Assert.Equal((2, ""), (serve.ExitCode, serve.Output));
        var line = Assert.Single(serve.Errors.Trim().Split('\n'));
        Assert.Contains("'postgres'", line, StringComparison.Ordinal);
        Assert.Contains("'x'", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_emulator_that_does_not_run_is_told_in_one_line()
    {
        using var folder = new TestFolder();
        var serve = await LoyaltyProcess.RunAsync(
            ["serve", "--data", folder.Path, "--store", "cosmos", "--cosmos-endpoint", "http://127.0.0.1:1/"],
            "",
            ("Cosmos:CallTimeout", "00:00:01")
        );

        Assert.Equal((2, ""), (serve.ExitCode, serve.Output));
        Assert.Contains("Cosmos DB", Assert.Single(serve.Errors.Trim().Split('\n')), StringComparison.Ordinal);
    }

    private static async Task<Partner> PartnerAsync(TestFolder folder, HttpClient http) =>
        Partner.Of((await DemoFile.ReadAsync(folder.Path, default))!, http, TimeProvider.System);
}
