using Loyalty.Local.Demo;
using Loyalty.Messaging;

namespace Loyalty.Local.Tests.Commands;

/// <summary><c>loyalty serve --queue servicebus</c>.</summary>
public sealed class ServeServiceBusTests : IAsyncLifetime
{
    private readonly ServiceBusNamespace bus = new(TimeProvider.System);
    private readonly TestFolder folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await bus.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_host_on_Service_Bus_applies_and_tells_and_what_it_leaves_waits_for_the_next()
    {
        var settings = await bus.SettingsAsync();
        await using var receiver = await CallbackReceiver.StartAsync(TimeProvider.System);
        var inbox = receiver.Open();
        var body = new PointsBody("demo-member", "demo-earn", 25, "request-1") { CallbackUrl = inbox.Url };

        var (first, url) = await LoyaltyProcess.ServeAsync(folder.Path, settings);
        using (first)
        using (var http = new HttpClient { BaseAddress = url })
        {
            var partner = Partner.Of((await DemoFile.ReadAsync(folder.Path, default))!, http, TimeProvider.System);
            var accepted = await partner.SendAsync(body, SignatureForm.Header);
            Assert.Equal(202, accepted.Status);
            Assert.Equal(accepted.Field("transactionId"), (await inbox.NextAsync())["transactionId"]);
            await Eventually.TrueAsync(
                "both queues are empty",
                () =>
                    bus.Server.Queue(QueueNames.Points).Messages.Count
                        + bus.Server.Queue(QueueNames.Callbacks).Messages.Count
                    == 0
            );
            // Nobody takes it up any more.
            bus.Server.Faults = operation =>
                operation.Kind == ServiceBusServer.ServerOperationKind.Deliver
                    ? ServiceBusServer.ServerFault.Silence(afterEffect: false)
                    : null;
            Assert.Equal(
                202,
                (await partner.SendAsync(body with { RequestId = "request-2" }, SignatureForm.Header)).Status
            );
            first.Terminate();
            Assert.Equal(0, await first.EndsAsync());
        }

        var verify = await LoyaltyProcess.RunAsync(["verify", "--data", folder.Path], "", settings);
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Errors);
        Assert.Contains("2 accepted requests (1 still to apply)", verify.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_folder_has_no_queues_of_its_own()
    {
        var settings = await bus.SettingsAsync();
        var host = new HostFixture(folder, settings);
        await host.StartAsync();
        await host.StopAsync();
        var store = await CosmosAccount.NewDatabaseAsync();

        foreach (var command in new[] { "serve", "verify" })
        {
            var without = await LoyaltyProcess.RunAsync([command, "--data", folder.Path], "", store);
            Assert.Equal((2, ""), (without.ExitCode, without.Output));
            Assert.Contains("are in Service Bus: name them with", Assert.Single(without.Errors.Trim().Split('\n')));
        }
    }

    [Fact]
    public async Task A_folder_with_messages_of_its_own_is_emptied_first()
    {
        var settings = await bus.SettingsAsync();
        var store = await CosmosAccount.NewDatabaseAsync();
        var host = new HostFixture(folder, store);
        await host.StartAsync();
        await host.WakeQueuesAsync();
        await host.StopAsync();

        var serve = await LoyaltyProcess.RunAsync(["serve", "--data", folder.Path], "", settings);

        Assert.Equal((2, ""), (serve.ExitCode, serve.Output));
        Assert.Contains("has messages that are not handled yet", Assert.Single(serve.Errors.Trim().Split('\n')));
    }

    [Fact]
    public async Task What_cannot_be_chosen_is_told_in_one_line()
    {
        var serve = await LoyaltyProcess.RunAsync([
            "serve",
            "--data",
            folder.Path,
            "--queue",
            "servicebus",
            "--cosmos-endpoint",
            "http://127.0.0.1:1/",
        ]);

        Assert.Equal((2, ""), (serve.ExitCode, serve.Output));
        var line = Assert.Single(serve.Errors.Trim().Split('\n'));
        Assert.Contains("--queue servicebus goes with --store cosmos", line, StringComparison.Ordinal);
        Assert.Contains("--cosmos-endpoint goes with --store cosmos", line, StringComparison.Ordinal);
        Assert.Contains("(--servicebus-endpoint) is missing", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_is_no_host_name_is_told_in_one_line()
    {
        var serve = await LoyaltyProcess.RunAsync(
            [
                "serve",
                "--data",
                folder.Path,
                "--queue",
                "servicebus",
                "--servicebus-endpoint",
                "Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKey=x",
            ],
            "",
            await CosmosAccount.NewDatabaseAsync()
        );

        Assert.Equal((2, ""), (serve.ExitCode, serve.Output));
        Assert.Contains("FullyQualifiedNamespace", Assert.Single(serve.Errors.Trim().Split('\n')));
    }
}
