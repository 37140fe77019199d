using Loyalty.Contracts.Support;
using Loyalty.GroupRedemptions;

namespace Loyalty.Contracts;

/// <summary>Reversals of groups' redemptions on a store, with hosts that die and many who ask for the same points.</summary>
public abstract class GroupReversalContract(IStores stores) : StoresContract(stores)
{
    /// <param name="isAskedAgain">Whether the same request comes again, or else the timer.</param>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whichever_step_the_host_dies_at_a_part_goes_back_once(bool isAskedAgain)
    {
        var world = await new GroupWorld(Stores).BeginAsync();
        var given = new HashSet<long>();
        for (var step = 1; ; step++)
        {
            string[] members = [$"bob-{step}", $"ann-{step}", $"cid-{step}"];
            foreach (var member in members)
                await world.AwardAsync(member, 10);
            await world.Start(world.Stores()).RedeemAsync("r1", 30, members);
            var id = GroupWorld.IdOf(members[0], "r1");
            var died = await GroupWorld.DiesAsync(() =>
                world.Start(world.Stores(diesAt: step)).ReverseAsync(id, "back", 15)
            );

            var later = world.Start(world.Stores(), GroupWorld.Later);
            if (isAskedAgain)
                Assert.Equal(Refusal.None, (await later.ReverseAsync(id, "back", 15)).Refusal);
            else
                await later.ReconcileAsync();

            var back = (await world.ProveAsync(members)).Sum();
            Assert.True(back == 15 || (back == 0 && died && !isAskedAgain), $"Step {step}: {back}");
            Assert.Null((await world.FindAsync(id))?.Returning);
            Assert.Equal(0, await later.ReconcileAsync());
            var rest = await later.ReverseAsync(id, "rest");
            Assert.Equal(30 - back, rest.Entries!.Sum(entry => entry.Requested.Value));
            Assert.Equal((long[])[10, 10, 10], await world.ProveAsync(members));
            given.Add(back);
            if (!died)
                break;
            Assert.InRange(step, 1, 100);
        }

        Assert.Equal(isAskedAgain ? 1 : 2, given.Count);
    }

    [Fact]
    public async Task A_part_goes_back_once_however_many_ask_for_it_at_once()
    {
        var world = await new GroupWorld(Stores).BeginAsync("ann", "bob", "cid");
        await world.Start(world.Stores()).RedeemAsync("r1", 30, ["ann", "bob", "cid"]);
        var id = GroupWorld.IdOf("ann", "r1");
        var patient = new GroupOptions { MaxAttempts = 100 };
        var hosts = Enumerable.Range(0, 3).Select(_ => world.Start(world.Stores(), options: patient)).ToList();

        // Four ask for ten each, four times each.
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(n => Task.Run(() => hosts[n % 3].ReverseAsync(id, $"back-{n % 4}", 10)))
        );

        Assert.Equal(12, answers.Count(answer => answer.Refusal == Refusal.None));
        Assert.Equal(4, answers.Count(answer => answer.Refusal == Refusal.AlreadyReversed));
        Assert.Equal((long[])[10, 10, 10], await world.ProveAsync("ann", "bob", "cid"));
    }
}
