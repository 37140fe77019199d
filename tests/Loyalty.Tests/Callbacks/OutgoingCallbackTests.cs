using System.Text.Json;
using Loyalty.Callbacks;
using Loyalty.Contracts.Support;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Callbacks;

public sealed class OutgoingCallbackTests
{
    private static readonly string Id = CallbackSample.TransactionId.ToString();
    private static readonly IOptions<CallbackOptions> Settings = Options.Create(new CallbackOptions());
    private readonly ManualTimeProvider time = new(Given.Noon);
    private readonly InMemoryMessageQueue queue = new();
    private readonly InMemoryDeliveryLog log = new();

    [Fact]
    public void An_outcome_becomes_a_first_attempt_that_is_due_at_once()
    {
        var entry = CallbackSample.Entry with
        {
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        };
        var sent = OutgoingCallback.For(entry, "https://partner.example/cb");
        Assert.Equal(($"{Id}.1", null), (sent.MessageId, sent.NotBefore));
        Assert.Equal(
            CallbackSample.Message() with
            {
                TraceParent = entry.TraceParent,
            },
            JsonSerializer.Deserialize(sent.Body, CallbackJson.Default.CallbackMessage)
        );
    }

    [Fact]
    public async Task The_same_outcome_told_again_has_another_message_id_and_the_same_delivery_id()
    {
        await NewRedelivery().ReplayAsync(CallbackSample.Entry, "https://partner.example/cb", default);
        var again = Assert.Single(queue.Sent);
        var message = JsonSerializer.Deserialize(again.Body, CallbackJson.Default.CallbackMessage)!;
        Assert.Equal(($"{Id}.{message.Run}.1", Id), (again.MessageId, message.DeliveryId));
        Assert.Equal(CallbackSample.Message() with { Run = message.Run }, message);
        Assert.NotNull(message.Run);
    }

    [Fact]
    public async Task A_replay_joins_the_run_that_is_under_way()
    {
        for (var n = 0; n < 100; n++)
            await ReplayAsync();
        Assert.Single(queue.Sent);

        Put(DeliveryStatus.Pending, nextAttemptAt: Given.Noon.AddDays(1));
        await ReplayAsync();
        Assert.Single(queue.Sent);
    }

    [Theory]
    [InlineData(DeliveryStatus.Delivered)]
    [InlineData(DeliveryStatus.Parked)]
    public async Task A_replay_after_the_end_of_a_run_begins_one(DeliveryStatus status)
    {
        Put(status, nextAttemptAt: null);
        await ReplayAsync();
        await ReplayAsync();
        Assert.Single(queue.Sent);
        Assert.Equal((DeliveryStatus.Pending, Given.Noon), (log[Id].Status, log[Id].NextAttemptAt!.Value));
    }

    [Fact]
    public async Task A_run_that_is_long_overdue_is_taken_for_lost()
    {
        Put(DeliveryStatus.Pending, nextAttemptAt: Given.Noon);
        time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        await ReplayAsync();
        Assert.Empty(queue.Sent);

        time.Advance(TimeSpan.FromTicks(1));
        await ReplayAsync();
        Assert.Single(queue.Sent);
    }

    [Fact]
    public async Task Runs_sort_by_their_order_whatever_the_clocks_say()
    {
        Put(DeliveryStatus.Delivered, nextAttemptAt: null);
        await ReplayAsync();
        var first = log[Id].Run;
        log.Put(log[Id] with { Status = DeliveryStatus.Delivered });
        var behind = new Redelivery(log, queue, Settings, new ManualTimeProvider(Given.Noon.AddMinutes(-1)));

        await behind.ReplayAsync(CallbackSample.Entry, "https://partner.example/cb", default);

        Assert.True(string.CompareOrdinal(first, log[Id].Run) < 0);
        Assert.True(string.CompareOrdinal(null, first) < 0);
    }

    [Fact]
    public async Task A_parked_delivery_can_be_sent_again_as_often_as_wanted()
    {
        var parked = Delivery.Of(CallbackSample.Message()) with { Status = DeliveryStatus.Parked };
        log.Put(parked);
        var redelivery = NewRedelivery();

        Assert.True(await redelivery.RedeliverAsync(Given.Org, Id, default));
        Assert.True(await redelivery.RedeliverAsync(Given.Org, Id, default));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await redelivery.RedeliverAsync(Given.Org, Id, default));

        Assert.Equal(3, queue.Sent.Count);
        var message = JsonSerializer.Deserialize(queue.Sent[0].Body, CallbackJson.Default.CallbackMessage)!;
        Assert.Equal((parked.Payload, parked.Url, 1), (message.Payload, message.Url, message.Attempt));
        Assert.Equal((DeliveryStatus.Pending, time.GetUtcNow()), (log[Id].Status, log[Id].NextAttemptAt!.Value));
    }

    [Fact]
    public async Task An_attempt_that_is_faster_than_the_note_of_it_is_not_overwritten()
    {
        var parked = Delivery.Of(CallbackSample.Message()) with { Status = DeliveryStatus.Parked };
        log.Put(parked);
        log.BeforeSave = _ => log.Put(parked with { Status = DeliveryStatus.Delivered });
        Assert.True(await NewRedelivery().RedeliverAsync(Given.Org, Id, default));
        Assert.Equal(DeliveryStatus.Delivered, log[Id].Status);
    }

    [Fact]
    public async Task A_delivery_of_another_organisation_is_not_there()
    {
        log.Put(Delivery.Of(CallbackSample.Message()));
        var redelivery = NewRedelivery();
        Assert.False(await redelivery.RedeliverAsync(TextId.From<OrgId>("other"), Id, default));
        Assert.False(await redelivery.RedeliverAsync(Given.Org, "unknown", default));
        Assert.Empty(queue.Sent);
    }

    private Redelivery NewRedelivery() => new(log, queue, Settings, time);

    private Task ReplayAsync() =>
        NewRedelivery().ReplayAsync(CallbackSample.Entry, "https://partner.example/cb", default);

    private void Put(DeliveryStatus status, DateTimeOffset? nextAttemptAt) =>
        log.Put(Delivery.Of(CallbackSample.Message()) with { Status = status, NextAttemptAt = nextAttemptAt });
}
