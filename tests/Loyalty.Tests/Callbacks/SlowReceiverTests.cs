using System.Net;
using System.Text.Json;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Callbacks;

/// <summary>A receiver that takes its time holds up its own callbacks and nobody else's.</summary>
public sealed class SlowReceiverTests : IDisposable
{
    /// <summary>Where a callback holds on that should have given way, the test fails and does not hang.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly ManualTimeProvider time = new(Given.Noon);
    private readonly InMemoryMessageQueue queue = new();
    private readonly InMemoryDeliveryLog log = new();
    private readonly ScriptedReceiver receiver = new();
    private readonly HttpMessageInvoker http;
    private readonly ReceiverLines lines;
    private readonly CallbackHandler handler;

    public SlowReceiverTests()
    {
        http = new HttpMessageInvoker(receiver);
        var catalog = new InMemoryCatalog();
        catalog.Put(CallbackSample.Client);
        var options = Options.Create(new CallbackOptions { MaxConnectionsPerHost = 2 });
        lines = new ReceiverLines(options, time);
        handler = new CallbackHandler(
            new CachedCatalog(catalog, Options.Create(new CatalogOptions()), time),
            new CallbackSender(http, CallbackSample.Keys, options, time),
            lines,
            queue,
            log,
            options,
            time,
            NullLogger<CallbackHandler>.Instance
        );
    }

    [Fact]
    public async Task Once_a_receiver_is_slow_further_callbacks_to_it_are_put_off_at_once_and_others_go_on()
    {
        var held = new[] { HandleAsync("slow", "1"), HandleAsync("slow", "2") };
        await receiver.NextAsync();
        await receiver.NextAsync();
        time.Advance(TimeSpan.FromSeconds(1));

        for (var n = 3; n < 300; n++)
            await HandleAsync("slow", $"{n}");
        Assert.Equal((297, 0), (queue.Sent.Count, receiver.Waiting));
        Assert.Equal((1, 1), (Queued(0).Attempt, Queued(0).PutOff!.Value));
        Assert.InRange(queue.Sent[0].NotBefore!.Value - time.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Null(await log.FindAsync("3", default));

        var other = HandleAsync("quick", "other");
        (await receiver.NextAsync()).Answer.SetResult(new HttpResponseMessage(HttpStatusCode.OK));
        await other;
        Assert.Equal(DeliveryStatus.Delivered, log["other"].Status);

        time.Advance(TimeSpan.FromSeconds(9));
        await Task.WhenAll(held);
        Assert.Equal("timeout", log["1"].Attempts[0].Fault);
        var again = handler.HandleAsync(Queued(0), default);
        (await receiver.NextAsync()).Answer.SetResult(new HttpResponseMessage(HttpStatusCode.OK));
        await again;
        Assert.Equal(DeliveryStatus.Delivered, log["3"].Status);
        Assert.Equal(0, lines.Count);
    }

    [Fact]
    public async Task While_a_receiver_answers_its_callbacks_wait_their_turn_and_none_is_put_off()
    {
        var all = Enumerable.Range(0, 50).Select(n => HandleAsync("busy", $"{n}")).ToList();
        for (var n = 0; n < 50; n++)
        {
            var arrival = await receiver.NextAsync();
            Assert.InRange(receiver.Waiting, 0, 1);
            time.Advance(TimeSpan.FromMilliseconds(15));
            arrival.Answer.SetResult(new HttpResponseMessage(HttpStatusCode.OK));
        }

        await Task.WhenAll(all);
        Assert.Empty(queue.Sent);
    }

    [Fact]
    public async Task A_callback_that_waits_is_put_off_when_the_line_stands_still()
    {
        var held = new[] { HandleAsync("slow", "1"), HandleAsync("slow", "2") };
        await receiver.NextAsync();
        await receiver.NextAsync();
        var waits = HandleAsync("slow", "3");
        Assert.False(waits.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(1));
        await waits;

        Assert.Equal("3", Queued(0).DeliveryId);
        time.Advance(TimeSpan.FromSeconds(10));
        await Task.WhenAll(held);
    }

    [Fact]
    public async Task What_was_put_off_too_often_counts_as_a_failed_attempt()
    {
        var held = new[] { HandleAsync("slow", "1"), HandleAsync("slow", "2") };
        await receiver.NextAsync();
        await receiver.NextAsync();
        time.Advance(TimeSpan.FromSeconds(1));

        await HandleAsync("slow", "3");
        for (var times = 1; Queued(^1) is { PutOff: { } putOff } message; times++)
        {
            Assert.Equal(times, putOff);
            await handler.HandleAsync(message, default);
        }

        Assert.Equal((2, 11), (Queued(^1).Attempt, queue.Sent.Count));
        Assert.Equal((DeliveryStatus.Pending, "busy"), (log["3"].Status, Assert.Single(log["3"].Attempts).Fault));
        Assert.Equal(11, queue.Sent.DistinctBy(sent => sent.MessageId).Count());
        time.Advance(TimeSpan.FromSeconds(10));
        await Task.WhenAll(held);
    }

    public void Dispose()
    {
        http.Dispose();
        receiver.Dispose();
    }

    private Task HandleAsync(string host, string delivery)
    {
        var message = CallbackSample.Message($"https://{host}.example/cb") with { DeliveryId = delivery };
        return handler.HandleAsync(message, default).WaitAsync(Limit);
    }

    private CallbackMessage Queued(Index index) =>
        JsonSerializer.Deserialize(queue.Sent[index].Body, CallbackJson.Default.CallbackMessage)!;
}
