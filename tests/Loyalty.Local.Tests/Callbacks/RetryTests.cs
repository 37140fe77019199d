using Loyalty.Callbacks;

namespace Loyalty.Local.Tests.Callbacks;

/// <summary>Callbacks that do not arrive at once, on a clock that moves by the schedule.</summary>
public abstract class RetryTests(ClockedHostFixture fixture)
{
    public sealed class OnSqlite(ClockedHostFixture fixture) : RetryTests(fixture), IClassFixture<ClockedHostFixture>;

    public sealed class OnCosmos(ClockedCosmosFixture fixture)
        : RetryTests(fixture),
            IClassFixture<ClockedCosmosFixture>;

    public sealed class OnCosmosAndServiceBus(ClockedServiceBusFixture fixture)
        : RetryTests(fixture),
            IClassFixture<ClockedServiceBusFixture>;

    private static readonly ScriptedReply Broken = new(500);

    [Fact]
    public async Task A_receiver_that_fails_twice_gets_the_same_bytes_three_times()
    {
        var (inbox, id) = await SendAsync(Broken, Broken);
        var failed = await DeliveryAsync(id, attempts: 1);
        AssertWithin(failed.NextAttemptAt - failed.Attempts[0].At, TimeSpan.FromSeconds(5));
        await GoOnAsync(id, failed);
        var again = await DeliveryAsync(id, attempts: 2);
        AssertWithin(again.NextAttemptAt - again.Attempts[1].At, TimeSpan.FromMinutes(5));
        await GoOnAsync(id, again);

        var delivery = await DeliveryAsync(id, attempts: 3);

        Assert.Equal(DeliveryStatus.Delivered, delivery.Status);
        Assert.Equal([500, 500, 204], delivery.Attempts.Select(attempt => attempt.StatusCode));
        Assert.Null(delivery.NextAttemptAt);
        var arrived = inbox.Arrived.ToList();
        Assert.Equal(3, arrived.Count);
        Assert.True(arrived[1].At >= failed.NextAttemptAt && arrived[2].At >= again.NextAttemptAt);
        Assert.Single(arrived.Select(callback => Convert.ToHexString(callback.Body)).Distinct());
        Assert.Single(arrived.Select(callback => callback.Headers["webhook-id"].ToString()).Distinct());
        Assert.Equal(
            3,
            arrived.Select(callback => callback.Headers["webhook-timestamp"].ToString()).Distinct().Count()
        );
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("1", 5)]
    [InlineData("soon", 5)]
    [InlineData("999999999999", 86_400)]
    public async Task Retry_After_is_a_minimum(string header, int seconds)
    {
        var (_, id) = await SendAsync(new ScriptedReply(503) { Headers = [("Retry-After", header)] });

        var delivery = await DeliveryAsync(id, attempts: 1);

        var wait = delivery.NextAttemptAt - delivery.Attempts[0].At;
        if (seconds == 5)
            AssertWithin(wait, TimeSpan.FromSeconds(5));
        else
            Assert.Equal(TimeSpan.FromSeconds(seconds), wait);
        await GoOnAsync(id, delivery);
        Assert.Equal(DeliveryStatus.Delivered, (await DeliveryAsync(id, attempts: 2)).Status);
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    public async Task A_redirect_is_a_failure_and_never_followed(int status)
    {
        var elsewhere = fixture.Receiver.Open();
        var (inbox, id) = await SendAsync(new ScriptedReply(status) { Headers = [("Location", elsewhere.Url)] });

        var delivery = await DeliveryAsync(id, attempts: 1);
        await GoOnAsync(id, delivery);

        Assert.Equal((DeliveryStatus.Pending, status), (delivery.Status, delivery.Attempts[0].StatusCode));
        Assert.Equal(DeliveryStatus.Delivered, (await DeliveryAsync(id, attempts: 2)).Status);
        Assert.Equal(2, inbox.Arrived.Count);
        Assert.Empty(elsewhere.Arrived);
    }

    [Fact]
    public async Task Gone_is_the_end()
    {
        var (inbox, id) = await SendAsync(new ScriptedReply(410));

        var delivery = await DeliveryAsync(id, attempts: 1);

        Assert.Equal(DeliveryStatus.Parked, delivery.Status);
        Assert.Null(delivery.NextAttemptAt);
        await fixture.QuietAsync();
        Assert.Single(inbox.Arrived);
    }

    [Fact]
    public async Task A_connection_that_breaks_off_is_a_failure()
    {
        var (_, id) = await SendAsync(new ScriptedReply(0) { Drop = true });

        var delivery = await DeliveryAsync(id, attempts: 1);

        Assert.Equal(DeliveryStatus.Pending, delivery.Status);
        Assert.Null(delivery.Attempts[0].StatusCode);
        Assert.NotNull(delivery.Attempts[0].Fault);
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_is_given_ten_seconds()
    {
        var never = new TaskCompletionSource();
        var (inbox, id) = await SendAsync(new ScriptedReply(200) { After = never.Task });
        await inbox.NextAsync();

        await fixture.MoveToAsync(
            fixture.Clock.GetUtcNow() + TimeSpan.FromSeconds(10),
            "the attempt ends",
            async () => await FindAsync(id) is { Attempts.Count: 1 },
            settle: false
        );

        Assert.Equal("timeout", (await DeliveryAsync(id, attempts: 1)).Attempts[0].Fault);
        never.SetResult();
    }

    [Fact]
    public async Task After_the_last_attempt_it_is_parked_and_a_person_can_send_it_again()
    {
        var (inbox, id) = await SendAsync([.. Enumerable.Repeat(Broken, RetrySchedule.Default.Count)]);
        for (var attempt = 1; attempt < RetrySchedule.Default.Count; attempt++)
        {
            var delivery = await DeliveryAsync(id, attempt);
            AssertWithin(delivery.NextAttemptAt - delivery.Attempts[^1].At, RetrySchedule.Default[attempt]);
            await GoOnAsync(id, delivery);
        }

        var parked = await DeliveryAsync(id, RetrySchedule.Default.Count);
        Assert.Equal(DeliveryStatus.Parked, parked.Status);
        await fixture.QuietAsync();

        Assert.True(await fixture.Service<Redelivery>().RedeliverAsync(Setup.Org, id, default));
        var again = await DeliveryAsync(id, RetrySchedule.Default.Count + 1);

        Assert.Equal(DeliveryStatus.Delivered, again.Status);
        Assert.Equal(RetrySchedule.Default.Count + 1, inbox.Arrived.Count);
        Assert.Single(inbox.Arrived.Select(callback => callback.Text).Distinct());
        Assert.Single(inbox.Arrived.Select(callback => callback.Headers["webhook-id"].ToString()).Distinct());
    }

    [Fact]
    public async Task Replays_join_a_run_that_is_under_way_and_begin_one_after_its_end()
    {
        var inbox = fixture.Receiver.Open().Answering(Broken);
        var body = fixture.Earn(1) with { CallbackUrl = inbox.Url };
        var id = (await fixture.Partner.SendAsync(body)).Field("transactionId")!;
        var failed = await DeliveryAsync(id, attempts: 1);

        for (var n = 0; n < 20; n++)
            Assert.Equal("true", (await fixture.Partner.SendAsync(body)).Header("Idempotency-Replayed"));
        await fixture.QuietAsync();

        Assert.Single(inbox.Arrived);
        await GoOnAsync(id, failed);
        Assert.Equal(DeliveryStatus.Delivered, (await DeliveryAsync(id, attempts: 2)).Status);
        await fixture.Partner.SendAsync(body);
        Assert.Equal(DeliveryStatus.Delivered, (await DeliveryAsync(id, attempts: 3)).Status);
        await fixture.QuietAsync();
        Assert.Equal(3, inbox.Arrived.Count);
    }

    private static void AssertWithin(TimeSpan? wait, TimeSpan planned) =>
        Assert.InRange(wait ?? TimeSpan.MinValue, planned * 0.8, planned * 1.2);

    private async Task<(Inbox Inbox, string DeliveryId)> SendAsync(params ScriptedReply[] replies)
    {
        var inbox = fixture.Receiver.Open().Answering(replies);
        var accepted = await fixture.Partner.SendAsync(fixture.Earn(1) with { CallbackUrl = inbox.Url });
        Assert.Equal(202, accepted.Status);
        return (inbox, accepted.Field("transactionId")!);
    }

    private async Task<Delivery?> FindAsync(string id) =>
        (await fixture.Service<IDeliveryLog>().FindAsync(id, default))?.Value;

    private Task<Delivery> DeliveryAsync(string id, int attempts) =>
        Eventually.GetAsync(
            $"attempt {attempts}",
            async () => await FindAsync(id) is { } delivery && delivery.Attempts.Count >= attempts ? delivery : null
        );

    private Task GoOnAsync(string id, Delivery delivery) =>
        fixture.MoveToAsync(
            delivery.NextAttemptAt ?? throw new InvalidOperationException("No attempt is due."),
            "the next attempt",
            async () => (await FindAsync(id))!.Attempts.Count > delivery.Attempts.Count
        );
}
