using Loyalty.Contracts.Support;
using Loyalty.Embedded;
using Loyalty.Local.Demo;
using Loyalty.Local.Hosting;
using Loyalty.Messaging;
using Microsoft.Extensions.Options;

namespace Loyalty.Local.Tests.Hosting;

/// <summary>Ready means that a request would be accepted and applied now.</summary>
public sealed class ReadinessTests
{
    private static readonly TimeSpan Limit = new LocalOptions().QueueStillFor;

    [RequiresMountFact]
    public async Task A_host_whose_disk_is_full_is_not_ready_until_there_is_room()
    {
        using var folder = new TestFolder();
        using var serve = LoyaltyProcess.StartOn(
            ["-t", "tmpfs", "-o", "size=16m", "tmpfs", folder.Path],
            ["serve", "--data", folder.Path, "--urls", "http://127.0.0.1:0", "--listen", "off"]
        );
        using var http = new HttpClient();
        http.BaseAddress = new Uri(await serve.SaysAsync(@"Loyalty listens on (\S+)"));
        await serve.SaysAsync("(The balance before and after)");
        var demo = (await DemoFile.ReadAsync(serve.Seen(folder.Path), default))!;
        var partner = Partner.Of(demo, http, TimeProvider.System);
        Assert.Equal((200, 202), (await ReadyAsync(), await EarnAsync()));

        var filler = serve.Seen(Path.Combine(folder.Path, "filler"));
        Fill(filler);
        await Eventually.TrueAsync("a request is refused", async () => await EarnAsync() == 503);
        await Eventually.TrueAsync("the host is not ready", async () => await ReadyAsync() == 503);
        Assert.Equal(503, await EarnAsync());

        File.Delete(filler);
        await Eventually.TrueAsync("the host is ready again", async () => await ReadyAsync() == 200);
        Assert.Equal(202, await EarnAsync());

        async Task<int> ReadyAsync() => (await partner.GetAsync("/health/ready")).Status;
        async Task<int> EarnAsync() =>
            (await partner.SendAsync(new PointsBody("demo-member", "demo-earn", 1, Names.Next("full")))).Status;
    }

    [Fact]
    public async Task A_host_whose_database_was_deleted_is_not_ready_and_accepts_nothing()
    {
        using var folder = new TestFolder();
        var host = new HostFixture(folder);
        await host.StartAsync();
        try
        {
            Assert.Equal(202, (await host.Partner.SendAsync(host.Earn(1))).Status);
            await host.QuietAsync();
            File.Delete(folder.Database);

            var ready = await host.Partner.GetAsync("/health/ready");
            Assert.Equal((503, """["store","queue"]"""), (ready.Status, ready.Field("unreachable")));
            Assert.Equal(503, (await host.Partner.SendAsync(host.Earn(1))).Status);
        }
        finally
        {
            await host.StopAsync();
        }
    }

    [Fact]
    public async Task A_queue_from_which_nothing_is_taken_is_not_ready()
    {
        using var folder = new TestFolder();
        var time = new ManualTimeProvider();
        var settings = new EmbeddedOptions { DataDirectory = folder.Path };
        await using var database = SqliteDatabase.Open(settings);
        var queues = new SqliteQueues(database, Options.Create(settings), time);
        var readiness = new QueueReadiness(database, queues, Options.Create(new LocalOptions()), time);

        await SendAsync("first", time.GetUtcNow());
        await SendAsync("second", time.GetUtcNow());
        await SendAsync("later", time.GetUtcNow() + (3 * Limit));
        await readiness.CheckAsync(default);
        time.Advance(Limit - TimeSpan.FromTicks(1));
        await readiness.CheckAsync(default);
        time.Advance(TimeSpan.FromTicks(1));
        var fault = await Assert.ThrowsAsync<UnavailableException>(() => readiness.CheckAsync(default));
        Assert.Contains(QueueNames.Callbacks, fault.Message, StringComparison.Ordinal);

        // However long the line is: that it moves is what counts.
        await queues.ReceiveAsync(QueueNames.Callbacks, 1, TimeSpan.FromHours(1), default);
        await readiness.CheckAsync(default);
        time.Advance(Limit - TimeSpan.FromTicks(1));
        await queues.ReceiveAsync(QueueNames.Callbacks, 1, TimeSpan.FromHours(1), default);
        await readiness.CheckAsync(default);
        // What is in hand, or not due yet, waits for nobody.
        time.Advance(Limit / 2);
        await readiness.CheckAsync(default);
        time.Advance(Limit / 2);
        await readiness.CheckAsync(default);

        Task SendAsync(string id, DateTimeOffset due) =>
            queues.SendAsync(QueueNames.Callbacks, [new OutgoingMessage(id, "{}", due)], default);
    }

    private static void Fill(string path)
    {
        var block = new byte[4096];
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                file.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }
}
