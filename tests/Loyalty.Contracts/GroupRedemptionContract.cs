using Loyalty.Contracts.Support;
using Loyalty.GroupRedemptions;

namespace Loyalty.Contracts;

/// <summary>Redemptions of groups on a store, with hosts that die and many who want the same members' points.</summary>
public abstract class GroupRedemptionContract(IStores stores) : StoresContract(stores)
{
    private const int Workers = 64;

    [Fact]
    public async Task Points_are_taken_from_the_members_once_however_often_it_is_sent()
    {
        var world = await new GroupWorld(Stores).BeginAsync("bob", "ann", "cid");

        var first = await world.Start(world.Stores()).RedeemAsync("r1", 25, ["bob", "ann", "cid"]);
        var again = await world.Start(world.Stores()).RedeemAsync("r1", 25, ["bob", "ann", "cid"]);

        Assert.Equal((Refusal.None, false), (first.Refusal, first.IsReplay));
        Assert.Equal((Refusal.None, true), (again.Refusal, again.IsReplay));
        Assert.Equal(["ann 10", "cid 5", "bob 10"], SharesOf(first));
        Assert.Equal(SharesOf(first), SharesOf(again));
        Assert.Equal((long[])[0, 0, 5], await world.ProveAsync("ann", "bob", "cid"));
    }

    /// <param name="points">How many points.</param>
    /// <param name="expected">Of whom.</param>
    /// <param name="mostEntries">How many entries of a member are looked through.</param>
    [Theory]
    [InlineData(15, "bob 5, zoe 10", 500)]
    [InlineData(25, "bob 15, zoe 10", 500)]
    [InlineData(15, "bob 10, zoe 5", 1)]
    public async Task Of_points_that_expire_together_the_earlier_award_is_spent_first(
        long points,
        string expected,
        int mostEntries
    )
    {
        var world = await new GroupWorld(Stores).BeginAsync();
        await world.AwardAsync("zoe", 10, TimeSpan.FromMinutes(3));
        await world.AwardAsync("bob", 10, TimeSpan.FromMinutes(2));
        await world.AwardAsync("bob", 10, TimeSpan.FromMinutes(1));
        var options = new GroupOptions { MostEntries = mostEntries, EntriesAtOnce = 1 };

        var outcome = await world
            .Start(world.Stores(), options: options)
            .RedeemAsync("r1", points, ["cid", "bob", "zoe"]);

        Assert.Equal(expected, string.Join(", ", SharesOf(outcome)));
    }

    [Fact]
    public async Task What_the_group_does_not_have_is_refused_and_can_be_had_once_it_does()
    {
        var world = await new GroupWorld(Stores).BeginAsync("ann", "bob");
        var host = world.Start(world.Stores());

        Assert.Equal(Refusal.InsufficientBalance, (await host.RedeemAsync("r1", 21, ["ann", "bob"])).Refusal);
        Assert.Equal((long[])[10, 10], await world.ProveAsync("ann", "bob"));

        await world.AwardAsync("cid", 10);
        Assert.Equal(Refusal.None, (await host.RedeemAsync("r1", 21, ["ann", "bob", "cid"])).Refusal);
        Assert.Equal((long[])[0, 0, 9], await world.ProveAsync("ann", "bob", "cid"));
    }

    /// <param name="isAskedAgain">Whether the same request comes again, or else the timer.</param>
    /// <param name="isSpent">Whether points that were chosen are spent before they are held.</param>
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Whichever_step_the_host_dies_at_it_is_done_as_a_whole_or_not_at_all(
        bool isAskedAgain,
        bool isSpent
    )
    {
        var world = await new GroupWorld(Stores).BeginAsync();
        var ends = new HashSet<GroupState?>();
        for (var step = 1; ; step++)
        {
            string[] members = [$"bob-{step}", $"ann-{step}", $"cid-{step}", $"dee-{step}"];
            foreach (var member in members)
                await world.AwardAsync(member, 10);
            var stores = world.Stores(diesAt: step);
            if (isSpent)
                stores.Interference = () => world.SpendAsync(members[2], 8);
            var died = await GroupWorld.DiesAsync(() => world.Start(stores).RedeemAsync("r1", 25, members));

            var later = world.Start(world.Stores(), GroupWorld.Later);
            if (!isAskedAgain)
                await later.ReconcileAsync();
            else if (died)
                Assert.Equal(Refusal.None, (await later.RedeemAsync("r1", 25, members)).Refusal);

            var redemption = await world.FindAsync(GroupWorld.IdOf(members[0], "r1"));
            Assert.True(redemption?.State is null or GroupState.Done or GroupState.Refused, $"Step {step}");
            var spent = isSpent && redemption is not null && stores.Interference is null ? 8 : 0;
            var taken = redemption?.State == GroupState.Done ? 25 : 0;
            Assert.Equal(40 - spent - taken, (await world.ProveAsync(members)).Sum());
            Assert.Equal(0, await later.ReconcileAsync());
            ends.Add(redemption?.State);
            if (!died)
                break;
            Assert.InRange(step, 1, 100);
        }

        Assert.Equal(isAskedAgain ? 1 : 3, ends.Count);
    }

    [Fact]
    public async Task Who_finds_that_others_have_given_it_up_leaves_no_hold_behind()
    {
        var world = await new GroupWorld(Stores).BeginAsync("ann", "bob");
        var stores = world.Stores();
        stores.Interference = () => world.Start(world.Stores(), GroupWorld.Later).ReconcileAsync();

        await Assert.ThrowsAsync<UnavailableException>(() => world.Start(stores).RedeemAsync("r1", 15, ["ann", "bob"]));

        Assert.Equal(GroupState.Refused, (await world.FindAsync(GroupWorld.IdOf("ann", "r1")))?.State);
        Assert.Equal((long[])[10, 10], await world.ProveAsync("ann", "bob"));
    }

    [Fact]
    public async Task What_is_captured_in_part_when_the_other_holds_expire_goes_back()
    {
        var world = await new GroupWorld(Stores).BeginAsync();
        var isUndone = false;
        for (var step = 1; ; step++)
        {
            string[] members = [$"ann-{step}", $"bob-{step}", $"cid-{step}"];
            foreach (var member in members)
                await world.AwardAsync(member, 10);
            if (
                !await GroupWorld.DiesAsync(() =>
                    world.Start(world.Stores(diesAt: step)).RedeemAsync("r1", 25, members)
                )
            )
                break;
            var found = await world.FindAsync(GroupWorld.IdOf(members[0], "r1"));

            var later = world.Start(world.Stores(), GroupWorld.MuchLater);
            await later.ExpireAsync(members);
            await later.ReconcileAsync();

            var redemption = await world.FindAsync(GroupWorld.IdOf(members[0], "r1"));
            isUndone |= (found?.State, redemption?.State) == (GroupState.Capturing, GroupState.Refused);
            Assert.Equal(redemption?.State == GroupState.Done ? 5 : 30, (await world.ProveAsync(members)).Sum());
        }

        Assert.True(isUndone);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.05)]
    public async Task Whatever_fails_groups_that_share_members_take_what_they_say_and_no_more(double faults)
    {
        string[] members = ["m0", "m1", "m2", "m3", "m4", "m5"];
        var world = await new GroupWorld(Stores).BeginAsync();
        foreach (var member in members)
            await world.AwardAsync(member, 200);
        // Others take up a redemption while its host is still at work.
        var impatient = new GroupOptions { ResumeAfter = TimeSpan.FromMilliseconds(200), MaxRounds = 20 };
        var hosts = Enumerable
            .Range(0, 3)
            .Select(host => world.Start(world.Stores(seed: host, faults: faults), options: impatient))
            .ToList();

        await Task.WhenAll(
            Enumerable
                .Range(0, Workers)
                .Select(worker =>
                    Task.Run(async () =>
                    {
                        string[] group = [.. Enumerable.Range(0, 4).Select(n => members[(worker + n) % 6])];
                        for (var attempt = 0; attempt < 10; attempt++)
                            if (
                                !await GroupWorld.DiesAsync(() =>
                                    hosts[(worker + attempt) % 3].RedeemAsync($"r{worker}", 10 + worker % 30, group)
                                )
                            )
                                break;
                        await GroupWorld.DiesAsync(async () => await hosts[worker % 3].ReconcileAsync());
                    })
                )
        );

        await world.Start(world.Stores(), GroupWorld.Later).ReconcileAsync();
        // A hold that was placed after others had taken the redemption up, by a host that then met a fault.
        await world.Start(world.Stores(), GroupWorld.MuchLater).ExpireAsync(members);
        long taken = 0;
        for (var worker = 0; worker < Workers; worker++)
        {
            var redemption = await world.FindAsync(GroupWorld.IdOf(members[worker % 6], $"r{worker}"));
            Assert.True(redemption?.State is null or GroupState.Done or GroupState.Refused);
            if (redemption is not { State: GroupState.Done, Shares: var shares })
                continue;
            Assert.Equal(10 + worker % 30, shares.Sum(share => share.Points.Value));
            taken += shares.Sum(share => share.Points.Value);
        }

        Assert.Equal(1200 - taken, (await world.ProveAsync(members)).Sum());
        Assert.InRange(taken, 1, 1200);
    }

    private static IEnumerable<string> SharesOf(GroupOutcome outcome) =>
        outcome.Redemption!.Shares.Select(share => $"{share.UserId} {share.Points}");
}
