using Loyalty.Callbacks;
using Loyalty.Contracts.Support;

namespace Loyalty.Contracts;

/// <summary>What every <see cref="IDeliveryLog"/> does.</summary>
public abstract class DeliveryLogContract
{
    private static CancellationToken None => CancellationToken.None;

    /// <summary>An empty log.</summary>
    protected abstract Task<IDeliveryLog> OpenAsync();

    /// <summary>The same data in a new instance, as after a restart.</summary>
    protected abstract Task<IDeliveryLog> ReopenAsync();

    [Fact]
    public async Task A_delivery_is_found_as_it_was_saved_and_survives_a_restart()
    {
        var log = await OpenAsync();
        var delivery = Delivery("d1") with
        {
            Payload = Sample.OddText,
            Attempts =
            [
                new DeliveryAttempt(Sample.At, null, 10_000, "timeout"),
                new DeliveryAttempt(Sample.At.AddSeconds(5), 503, 12, null),
            ],
            NextAttemptAt = Sample.At.AddMinutes(5),
        };
        Assert.True(await log.SaveAsync(delivery, null, None));

        log = await ReopenAsync();

        Same.Json(delivery, (await log.FindAsync("d1", None))?.Value);
    }

    [Fact]
    public async Task A_delivery_that_was_never_tried_is_not_found()
    {
        var log = await OpenAsync();

        Assert.Null(await log.FindAsync("d1", None));
    }

    [Fact]
    public async Task A_new_delivery_that_exists_already_is_not_saved()
    {
        var log = await OpenAsync();
        await log.SaveAsync(Delivery("d1"), null, None);

        Assert.False(await log.SaveAsync(Delivery("d1") with { Payload = "second" }, null, None));

        Assert.Equal("{}", (await log.FindAsync("d1", None))?.Value.Payload);
    }

    [Fact]
    public async Task The_tag_that_was_read_is_good_for_one_save()
    {
        var log = await OpenAsync();
        await log.SaveAsync(Delivery("d1"), null, None);
        var read = Assert.IsType<Versioned<Delivery>>(await log.FindAsync("d1", None));

        Assert.True(await log.SaveAsync(read.Value with { Payload = "second" }, read.ETag, None));
        Assert.False(await log.SaveAsync(read.Value with { Payload = "third" }, read.ETag, None));

        var now = Assert.IsType<Versioned<Delivery>>(await log.FindAsync("d1", None));
        Assert.Equal("second", now.Value.Payload);
        Assert.NotEqual(read.ETag, now.ETag);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("no-such-tag")]
    public async Task A_tag_that_was_never_given_saves_nothing(string etag)
    {
        var log = await OpenAsync();

        Assert.False(await log.SaveAsync(Delivery("d1"), etag, None));

        Assert.Null(await log.FindAsync("d1", None));
    }

    [Fact]
    public async Task Pages_show_an_organisations_deliveries_of_a_status_newest_first()
    {
        var log = await OpenAsync();
        foreach (var n in Enumerable.Range(1, 5))
            await log.SaveAsync(Delivery($"d{n}"), null, None);
        await log.SaveAsync(Delivery("done", DeliveryStatus.Delivered), null, None);
        await log.SaveAsync(Delivery("other") with { OrgId = Sample.Org("org-2") }, null, None);

        var first = await log.PageAsync(Sample.Org(), DeliveryStatus.Pending, null, 3, None);
        var second = await log.PageAsync(Sample.Org(), DeliveryStatus.Pending, first.NextCursor, 3, None);

        Assert.Equal(["d5", "d4", "d3"], first.Items.Select(d => d.DeliveryId));
        Assert.Equal(["d2", "d1"], second.Items.Select(d => d.DeliveryId));
        Assert.Null(second.NextCursor);
    }

    [Fact]
    public async Task Pages_show_deliveries_of_every_status_newest_first()
    {
        var log = await OpenAsync();
        foreach (var n in Enumerable.Range(1, 7))
            await log.SaveAsync(Delivery($"d{n}", (DeliveryStatus)(n % 3)), null, None);
        await log.SaveAsync(Delivery("other") with { OrgId = Sample.Org("org-2") }, null, None);

        var first = await log.PageAsync(Sample.Org(), null, null, 3, None);
        var second = await log.PageAsync(Sample.Org(), null, first.NextCursor, 3, None);
        var third = await log.PageAsync(Sample.Org(), null, second.NextCursor, 3, None);

        Assert.Equal(
            ["d7", "d6", "d5", "d4", "d3", "d2", "d1"],
            new[] { first, second, third }.SelectMany(page => page.Items).Select(d => d.DeliveryId)
        );
        Assert.Null(third.NextCursor);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("bm90IGEgY3Vyc29y")]
    public async Task A_cursor_that_was_never_given_out_is_refused(string cursor)
    {
        var log = await OpenAsync();

        await Assert.ThrowsAsync<UnknownCursorException>(() => log.PageAsync(Sample.Org(), null, cursor, 1, None));
    }

    [Fact]
    public async Task A_delivery_before_its_first_attempt_is_kept_and_listed()
    {
        var log = await OpenAsync();
        var delivery = Delivery("d1") with { Attempts = [], Run = "r1", NextAttemptAt = Sample.At };

        Assert.True(await log.SaveAsync(delivery, null, None));

        Same.Json(delivery, (await log.FindAsync("d1", None))?.Value);
        Assert.Single((await log.PageAsync(Sample.Org(), DeliveryStatus.Pending, null, 9, None)).Items);
    }

    [Fact]
    public async Task A_delivery_moves_to_the_list_of_its_new_status()
    {
        var log = await OpenAsync();
        await log.SaveAsync(Delivery("d1"), null, None);
        var read = Assert.IsType<Versioned<Delivery>>(await log.FindAsync("d1", None));

        await log.SaveAsync(read.Value with { Status = DeliveryStatus.Parked }, read.ETag, None);

        Assert.Empty((await log.PageAsync(Sample.Org(), DeliveryStatus.Pending, null, 9, None)).Items);
        Assert.Single((await log.PageAsync(Sample.Org(), DeliveryStatus.Parked, null, 9, None)).Items);
    }

    [Fact]
    public async Task Of_sixty_four_first_saves_exactly_one_is_stored()
    {
        var log = await OpenAsync();

        var saved = await Task.WhenAll(
            Enumerable
                .Range(0, 64)
                .Select(n => Task.Run(() => log.SaveAsync(Delivery("d1") with { Payload = $"{n}" }, null, None)))
        );

        Assert.Equal(1, saved.Count(s => s));
        Assert.Equal($"{Array.IndexOf(saved, true)}", (await log.FindAsync("d1", None))?.Value.Payload);
    }

    private static Delivery Delivery(string id, DeliveryStatus status = DeliveryStatus.Pending) =>
        new()
        {
            DeliveryId = id,
            OrgId = Sample.Org(),
            ClientId = TextId.From<ClientId>("client-1"),
            TransactionId = Sample.Id(id),
            Url = "https://partner.example/callback",
            Payload = "{}",
            Status = status,
            Attempts = [new DeliveryAttempt(Sample.At, 500, 3, null)],
        };
}
