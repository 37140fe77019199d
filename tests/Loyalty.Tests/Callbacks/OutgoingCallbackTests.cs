using System.Text.Json;
using Loyalty.Callbacks;
using Loyalty.Contracts.Support;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Callbacks;

public sealed class OutgoingCallbackTests
{
    private static readonly string Id = CallbackSample.TransactionId.ToString();
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
    public void The_same_outcome_told_again_has_another_message_id_and_the_same_delivery_id()
    {
        var again = OutgoingCallback.For(CallbackSample.Entry, "https://partner.example/cb", "r1");
        var message = JsonSerializer.Deserialize(again.Body, CallbackJson.Default.CallbackMessage)!;
        Assert.Equal(($"{Id}.r1.1", Id), (again.MessageId, message.DeliveryId));
    }

    [Fact]
    public async Task A_parked_delivery_can_be_sent_again_as_often_as_wanted()
    {
        var parked = Delivery.Of(CallbackSample.Message()) with { Status = DeliveryStatus.Parked };
        log.Put(parked);
        var redelivery = new Redelivery(log, queue, time);

        Assert.True(await redelivery.RedeliverAsync(Given.Org, Id, default));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await redelivery.RedeliverAsync(Given.Org, Id, default));

        Assert.Equal(2, queue.Sent.Count);
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
        Assert.True(await new Redelivery(log, queue, time).RedeliverAsync(Given.Org, Id, default));
        Assert.Equal(DeliveryStatus.Delivered, log[Id].Status);
    }

    [Fact]
    public async Task A_delivery_of_another_organisation_is_not_there()
    {
        log.Put(Delivery.Of(CallbackSample.Message()));
        var redelivery = new Redelivery(log, queue, time);
        Assert.False(await redelivery.RedeliverAsync(TextId.From<OrgId>("other"), Id, default));
        Assert.False(await redelivery.RedeliverAsync(Given.Org, "unknown", default));
        Assert.Empty(queue.Sent);
    }
}
