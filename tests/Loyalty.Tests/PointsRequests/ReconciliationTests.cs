using Loyalty.PointsRequests;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.PointsRequests;

/// <summary>How far a run looks. That it mends what breaks is proved on the store where it can break.</summary>
public sealed class ReconciliationTests
{
    private readonly PointsScene scene = new();

    [Fact]
    public async Task A_claim_counts_as_broken_off_from_its_age_on()
    {
        await BreakOffAsync("order-1");
        scene.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, await RunAsync());
        Assert.Null(await MarkAsync());

        scene.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(1, await RunAsync());

        Assert.Equal(EntryIdOf("order-1"), PointsMessage.Read(Assert.Single(scene.Queued))!.TransactionId);
        Assert.Equal(["Information Reconciled: Reconciled 1 claim(s): 1 queued again."], scene.Reconciled.Lines);
    }

    [Fact]
    public async Task The_mark_stands_a_second_behind_the_newest_claim_and_not_at_the_clock()
    {
        await BreakOffAsync("order-1");
        scene.Time.Advance(TimeSpan.FromHours(1));
        await RunAsync();
        Assert.Equal(Given.Noon.AddSeconds(1), (await MarkAsync())!.Until);

        await BreakOffAsync("order-2");
        scene.Time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await RunAsync());
        // Younger claims may still come into the same second.
        Assert.Equal(Given.Noon.AddHours(1).AddMilliseconds(1), (await MarkAsync())!.Until);
    }

    [Fact]
    public async Task What_has_its_entry_is_looked_at_and_not_queued_again()
    {
        await scene.AdmitAsync();
        await scene.ApplyAsync();
        await BreakOffAsync("order-2");
        scene.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1, await RunAsync());

        Assert.Equal(["Information Reconciled: Reconciled 2 claim(s): 1 queued again."], scene.Reconciled.Lines);
    }

    [Theory]
    [InlineData(5, 100)] // The limit ends between two instants.
    [InlineData(50, 100)]
    [InlineData(150, 150)] // An instant is never cut in two.
    public async Task A_run_ends_at_its_limit_and_the_next_goes_on_there(int atOnce, int looked)
    {
        scene.Settings.ReconcileLimit = 100;
        for (var n = 0; n < 300; n++)
        {
            await BreakOffAsync($"order-{n}");
            if (n % atOnce == atOnce - 1)
                scene.Time.Advance(TimeSpan.FromSeconds(1));
        }
        scene.Time.Advance(TimeSpan.FromHours(1));

        for (var done = looked; done <= 300; done += looked)
        {
            Assert.Equal(looked, await RunAsync());
            Assert.Equal(done, scene.Queued.Count);
        }

        Assert.Equal(0, await RunAsync());
    }

    [Fact]
    public async Task Claims_of_many_members_are_mended_in_one_run_a_hundred_at_a_time()
    {
        for (var n = 0; n < 250; n++)
        {
            await BreakOffAsync($"order-{n}", member: $"member-{n % 40}");
            scene.Time.Advance(TimeSpan.FromMilliseconds(1));
        }
        scene.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(250, await RunAsync());

        Assert.Equal((250, 100), (scene.Queued.Count, scene.Queue.MostAtOnce));
        Assert.Equal(["Information Reconciled: Reconciled 250 claim(s): 250 queued again."], scene.Reconciled.Lines);
    }

    private Task<int> RunAsync() => scene.Reconciliation.RunAsync(default);

    private async Task<ReconciliationMark?> MarkAsync() =>
        (await scene.Catalog.FindAsync<ReconciliationMark>(ReconciliationMark.TheKey, default))?.Value;

    private async Task BreakOffAsync(string request, string member = "ann")
    {
        scene.Catalog.Put(PointsScene.Member with { MemberId = TextId.From<MemberId>(member) });
        scene.Queue.Fault = new UnavailableException("The queue is away.");
        await Assert.ThrowsAsync<UnavailableException>(() =>
            scene.AdmitAsync(PointsScene.Body(user: member, request: request))
        );
        scene.Queue.Fault = null;
    }

    private static EntryId EntryIdOf(string request) => EntryId.For(Given.ClientId, TextId.From<RequestId>(request));
}
