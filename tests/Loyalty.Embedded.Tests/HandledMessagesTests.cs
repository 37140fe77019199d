using Loyalty.Callbacks;
using Loyalty.Contracts.Support;
using Loyalty.Embedded.Tests.Support;
using Loyalty.Messaging;

namespace Loyalty.Embedded.Tests;

/// <summary>What ends the handling of a message removes it: all of it is stored, or nothing.</summary>
public sealed class HandledMessagesTests : IAsyncLifetime
{
    private const string Work = "work";
    private const string Next = "next";
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private readonly DataFolder folder = new();

    private static CancellationToken None => CancellationToken.None;

    /// <summary>Both ways: a record, and messages for another queue.</summary>
    public static TheoryData<bool> Ways => [true, false];

    public Task InitializeAsync() => folder.Queues.SendAsync(Work, [new OutgoingMessage("m1", "body")], None);

    public async Task DisposeAsync() => await folder.DisposeAsync();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task The_message_is_gone_for_good_with_what_ends_it(bool records)
    {
        var received = await ReceiveAsync(Work);

        await EndAsync(records, received);
        await folder.Queues.CompleteAsync(received, None);
        await folder.Queues.AbandonAsync(received, null, None);
        await folder.CloseAsync();
        folder.Time.Advance(Lease);

        Assert.Empty(await ReceiveAsync(Work));
        Assert.True(await IsEndedAsync(records));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Where_it_cannot_be_stored_the_message_comes_again(bool records)
    {
        var received = await ReceiveAsync(Work);
        var fails = true;
        folder.Database.Writing.FailCommits(() => fails);
        await Assert.ThrowsAsync<EmbeddedStoreException>(() => EndAsync(records, received));
        fails = false;

        Assert.False(await IsEndedAsync(records));
        Assert.Empty(await ReceiveAsync(Work));
        await folder.Queues.AbandonAsync(received, null, None);
        Assert.Equal(2, Assert.Single(await ReceiveAsync(Work)).DeliveryCount);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_message_that_somebody_else_has_by_now_stays_with_them(bool records)
    {
        var late = await ReceiveAsync(Work);
        folder.Time.Advance(Lease);
        var others = await ReceiveAsync(Work);

        await EndAsync(records, late);

        Assert.True(await IsEndedAsync(records));
        await folder.Queues.AbandonAsync(others, null, None);
        Assert.Equal(3, Assert.Single(await ReceiveAsync(Work)).DeliveryCount);
    }

    [Fact]
    public async Task Where_another_record_was_faster_the_message_stays_in_hand()
    {
        var received = await ReceiveAsync(Work);
        await folder.Deliveries.SaveAsync(Record, null, None);

        Assert.False(await folder.Deliveries.SaveAsync(Record, null, received, None));

        Assert.Empty(await ReceiveAsync(Work));
        await folder.Queues.AbandonAsync(received, null, None);
        Assert.Single(await ReceiveAsync(Work));
    }

    private static Delivery Record =>
        new()
        {
            DeliveryId = "d1",
            OrgId = Sample.Org(),
            Url = "https://partner.example/callback",
            Payload = "{}",
            Status = DeliveryStatus.Delivered,
            Attempts = [],
        };

    private Task EndAsync(bool records, IReadOnlyList<ReceivedMessage> received) =>
        records
            ? folder.Deliveries.SaveAsync(Record, null, received, None)
            : folder.Queues.SendAsync(Next, [new OutgoingMessage("n1", "next")], received, None);

    private async Task<bool> IsEndedAsync(bool records) =>
        records ? await folder.Deliveries.FindAsync("d1", None) is not null : (await ReceiveAsync(Next)).Count == 1;

    private Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(string queue) =>
        folder.Queues.ReceiveAsync(queue, 10, Lease, None);
}
