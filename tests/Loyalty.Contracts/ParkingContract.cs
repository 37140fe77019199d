using Loyalty.Contracts.Support;
using Loyalty.Messaging;

namespace Loyalty.Contracts;

/// <summary>What every <see cref="IParking"/> does.</summary>
public abstract class ParkingContract
{
    private static CancellationToken None => CancellationToken.None;

    /// <summary>An empty place.</summary>
    protected abstract Task<IParking> OpenAsync();

    /// <summary>The same data in a new instance, as after a restart.</summary>
    protected abstract Task<IParking> ReopenAsync();

    [Fact]
    public async Task A_parked_message_is_found_and_survives_a_restart()
    {
        var parking = await OpenAsync();
        var message = Parked("p1") with { Body = Sample.OddText, Reason = Sample.OddText };
        await parking.ParkAsync(message, None);

        parking = await ReopenAsync();

        Same.Json(message, await parking.FindAsync("p1", None));
        Same.Json(message, Assert.Single((await parking.PageAsync(null, 10, None)).Items));
    }

    [Fact]
    public async Task A_message_that_was_not_parked_is_not_found()
    {
        var parking = await OpenAsync();

        Assert.Null(await parking.FindAsync("p1", None));
        Assert.Empty((await parking.PageAsync(null, 10, None)).Items);
    }

    [Fact]
    public async Task The_same_message_parked_again_replaces_itself()
    {
        var parking = await OpenAsync();
        await parking.ParkAsync(Parked("p1"), None);

        var again = Parked("p1") with { Reason = "Second reason." };
        await parking.ParkAsync(again, None);

        Same.Json(again, Assert.Single((await parking.PageAsync(null, 10, None)).Items));
    }

    [Fact]
    public async Task A_removed_message_is_gone_and_is_removed_once()
    {
        var parking = await OpenAsync();
        await parking.ParkAsync(Parked("p1"), None);

        Assert.True(await parking.RemoveAsync(Parked("p1"), None));
        Assert.False(await parking.RemoveAsync(Parked("p1"), None));

        Assert.Null(await parking.FindAsync("p1", None));
    }

    [Fact]
    public async Task A_message_that_was_parked_again_since_it_was_read_stays()
    {
        var parking = await OpenAsync();
        await parking.ParkAsync(Parked("p1"), None);
        await parking.ParkAsync(Parked("p1", minute: 1), None);

        Assert.False(await parking.RemoveAsync(Parked("p1"), None));

        Assert.NotNull(await parking.FindAsync("p1", None));
        Assert.True(await parking.RemoveAsync(Parked("p1", minute: 1), None));
    }

    [Fact]
    public async Task Pages_show_every_message_once_oldest_first()
    {
        var parking = await OpenAsync();
        foreach (var n in new[] { 3, 1, 5, 2, 4 })
            await parking.ParkAsync(Parked($"p{n}", n), None);

        var first = await parking.PageAsync(null, 2, None);
        var second = await parking.PageAsync(first.NextCursor, 2, None);
        var third = await parking.PageAsync(second.NextCursor, 2, None);

        Assert.Equal(
            ["p1", "p2", "p3", "p4", "p5"],
            new[] { first, second, third }.SelectMany(p => p.Items).Select(m => m.ParkedId)
        );
        Assert.Null(third.NextCursor);
    }

    [Fact]
    public async Task Messages_parked_at_the_same_instant_are_all_listed()
    {
        var parking = await OpenAsync();
        foreach (var n in Enumerable.Range(0, 5))
            await parking.ParkAsync(Parked($"p{n}"), None);

        var first = await parking.PageAsync(null, 3, None);
        var second = await parking.PageAsync(first.NextCursor, 3, None);

        Assert.Equal(5, first.Items.Concat(second.Items).Select(m => m.ParkedId).Distinct().Count());
    }

    [Fact]
    public async Task An_organisation_sees_its_own_messages_and_where_it_may_those_of_nobody()
    {
        var parking = await OpenAsync();
        // Far more of another's than a page holds stand before and between.
        foreach (var n in Enumerable.Range(0, 12))
            await parking.ParkAsync(Parked($"their-{n:D2}", n) with { Body = OfOrg("other") }, None);
        foreach (var n in Enumerable.Range(0, 3))
        {
            await parking.ParkAsync(Parked($"own-{n}", 4 * n) with { Body = OfOrg("shop") }, None);
            await parking.ParkAsync(Parked($"nobody-{n}", (4 * n) + 1) with { Body = "not JSON" }, None);
        }

        Assert.Equal(
            [
                ["own-0", "own-1"],
                ["own-2"],
            ],
            await ReadAsync(parking, withUnreadable: false)
        );
        Assert.Equal(
            [
                ["own-0", "nobody-0"],
                ["own-1", "nobody-1"],
                ["own-2", "nobody-2"],
            ],
            await ReadAsync(parking, withUnreadable: true)
        );
    }

    [Fact]
    public async Task A_message_parked_again_is_its_owners_once()
    {
        var parking = await OpenAsync();
        await parking.ParkAsync(Parked("p1") with { Body = OfOrg("shop") }, None);
        await parking.ParkAsync(Parked("p1", minute: 1) with { Body = OfOrg("shop") }, None);

        Assert.Equal(
            [
                ["p1"],
            ],
            await ReadAsync(parking, withUnreadable: true)
        );
    }

    [Fact]
    public async Task A_cursor_that_was_not_given_out_leads_nowhere()
    {
        var parking = await OpenAsync();

        await Assert.ThrowsAsync<UnknownCursorException>(() => parking.PageAsync(Shop, true, "!", 10, None));
        await Assert.ThrowsAsync<UnknownCursorException>(() => parking.PageAsync("!", 10, None));
    }

    private static OrgId Shop => TextId.From<OrgId>("shop");

    private static string OfOrg(string org) => $$"""{"orgId":"{{org}}"}""";

    /// <summary>The ids on each page of the shop's list.</summary>
    private static async Task<List<List<string>>> ReadAsync(IParking parking, bool withUnreadable)
    {
        var pages = new List<List<string>>();
        string? cursor = null;
        do
        {
            var page = await parking.PageAsync(Shop, withUnreadable, cursor, 2, None);
            pages.Add([.. page.Items.Select(message => message.ParkedId)]);
            cursor = page.NextCursor;
        } while (cursor is not null);
        return pages;
    }

    private static ParkedMessage Parked(string id, int minute = 0) =>
        new()
        {
            ParkedId = id,
            Queue = QueueNames.Points,
            Body = "{}",
            Reason = "Cannot be read.",
            ParkedAt = Sample.At.AddMinutes(minute),
        };
}
