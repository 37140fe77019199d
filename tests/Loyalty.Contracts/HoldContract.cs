using Loyalty.Contracts.Support;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;

namespace Loyalty.Contracts;

/// <summary>Holds on a store, with many who want something of one member at once, at several hosts.</summary>
public abstract class HoldContract(IStores stores) : StoresContract(stores)
{
    private const int Callers = 50;

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public async Task Of_fifty_who_capture_or_release_a_hold_all_find_the_one_end_that_it_has(double faults)
    {
        var hosts = await HoldHosts.OpenAsync(Stores, points: 100, faults: faults);
        var hold = (await hosts.PlaceAsync(0, "hold", 60)).Entry!;

        var ends = await AtOnce(caller => hosts.EndAsync(caller % 2, hold, caller % 3 == 0 ? null : 30 + caller % 3));

        var end = Assert.Single(await hosts.ProveAsync(), entry => entry.Reverses == hold.Id);
        Assert.All(ends, one => Assert.True(one.Entry?.Id == end.Id || one.Refusal == Refusal.HoldNotOpen));
        Assert.All(ends, one => Assert.True(one.Entry is null || one.Entry.Hash == end.Hash));
        Assert.Contains(ends, one => one.Entry is not null);
        Assert.Equal(100 - 60 + end.Points.Value, (await hosts.AccountAsync()).Balance.Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public async Task A_hold_that_some_capture_while_others_find_it_expired_ends_once(double faults)
    {
        const int ahead = HoldHosts.Count - 1;
        var hosts = await HoldHosts.OpenAsync(Stores, points: 100, faults: faults);
        // Open for an hour by the clock of the first two, and over by that of the last.
        var hold = (await hosts.PlaceAsync(0, "hold", 60)).Entry!;
        var other = (await hosts.PlaceAsync(0, "other", 40)).Entry!;

        var captured = await AtOnce(async caller =>
        {
            if (caller % 2 == 0)
                return (await hosts.EndAsync(caller % ahead, hold, 60)).Entry is not null;
            await hosts.ExpireAsync(ahead);
            return false;
        });

        await hosts.ExpireAsync(ahead);
        var entries = await hosts.ProveAsync();
        // Whoever captured it is told so, also when the answer to the first commit was lost; and nobody else.
        var end = Assert.Single(entries, entry => entry.Reverses == hold.Id);
        Assert.Equal(end.Kind == EntryKind.Capture, captured.Contains(true));
        var release = Assert.Single(entries, entry => entry.Reverses == other.Id);
        Assert.Equal((EntryKind.Release, null), (release.Kind, release.ClientId));
    }

    [Fact]
    public async Task Fifty_who_hold_the_last_points_hold_no_more_than_there_are()
    {
        var hosts = await HoldHosts.OpenAsync(Stores, points: 105);

        var placed = await AtOnce(caller => hosts.PlaceAsync(caller % 2, $"hold-{caller}", 10, byRule: false));

        await hosts.ProveAsync();
        var account = await hosts.AccountAsync();
        Assert.Equal((5L, 100L), (account.Balance.Value, account.HeldPoints.Value));
        Assert.Equal(10, placed.Count(one => one.Entry is not null));
        Assert.Equal(40, placed.Count(one => one.Refusal == Refusal.InsufficientBalance));
    }

    [Theory]
    [InlineData(200, 1000)]
    [InlineData(1000, 200)]
    public async Task Caps_and_budgets_are_held_to_the_point_and_what_is_released_is_to_be_had_again(
        long budget,
        long cap
    )
    {
        var hosts = await HoldHosts.OpenAsync(Stores, points: 1000, budget, cap);

        Assert.Equal(200, await HoldReleaseAndHoldAsync(hosts));

        Assert.Equal((200, 0), await hosts.UseAsync());
    }

    /// <summary>What a refusal or a fault has left set aside is nobody's for a while, so there may be less to be had; never
    /// more.</summary>
    [Theory]
    [InlineData(200, 1000)]
    [InlineData(1000, 200)]
    public async Task Whatever_fails_caps_and_budgets_are_not_exceeded_and_know_what_was_moved(long budget, long cap)
    {
        var hosts = await HoldHosts.OpenAsync(Stores, points: 1000, budget, cap, faults: 0.05);

        var moved = await HoldReleaseAndHoldAsync(hosts);

        Assert.InRange(moved, 1, 200);
        Assert.InRange(hosts.MostTaken, 1, budget);
        Assert.Equal((moved, 0), await hosts.UseAsync());
    }

    /// <summary>Has fifty hold points, captures a little of some and releases the others, and has fifty hold again.</summary>
    /// <returns>How many points are captured or held in the end.</returns>
    private static async Task<long> HoldReleaseAndHoldAsync(HoldHosts hosts)
    {
        var first = Placed(await AtOnce(caller => hosts.PlaceAsync(caller % 2, $"first-{caller}", 9)));
        await AtOnce(caller =>
            caller < first.Count ? hosts.EndAsync(caller % 2, first[caller], caller % 2 == 0 ? 1 : null) : Nothing()
        );
        var captured = (await hosts.AccountAsync()).LifetimeRedeemed.Value;
        Assert.InRange(captured, 1, first.Count);
        var second = Placed(await AtOnce(caller => hosts.PlaceAsync(caller % 2, $"second-{caller}", 9)));
        await hosts.ProveAsync();
        await hosts.SettleAsync();
        return captured + second.Sum(hold => -hold.Points.Value);
    }

    private static List<LedgerEntry> Placed(IEnumerable<PostingOutcome> outcomes) =>
        [.. outcomes.Select(outcome => outcome.Entry).OfType<LedgerEntry>()];

    private static Task<PostingOutcome> Nothing() => Task.FromResult(PostingOutcome.Refused(Refusal.None));

    private static async Task<T[]> AtOnce<T>(Func<int, Task<T>> ask) =>
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => ask(caller))));
}
