using Loyalty.Contracts.Support;
using Loyalty.Reports;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Reports;

/// <summary>Several who count at once.</summary>
public class TotalsRaceTests
{
    [Fact]
    public async Task Two_who_count_at_once_count_nothing_twice()
    {
        var interrupting = new InterruptingTime();
        var world = new CountedWorld(5, countedBy: interrupting);
        for (var i = 0; i < 60; i++)
            await world.HappenAsync();
        var program = world.Programs[0];
        var other = world.KeeperOn(world.Clock);
        // The other counts everything between this one's reading and writing.
        interrupting.Once = () => other.AdvanceAsync(program, default).GetAwaiter().GetResult();

        var (totals, behind) = await world.CountAsync(program);

        Assert.Null(interrupting.Once);
        Assert.False(behind);
        await CountedSums.AssertAsync(world, program, totals, "interrupted");
        var stored = await world.Catalog.FindAsync<ProgramTotals>(totals.Key, default);
        await CountedSums.AssertAsync(world, program, stored!.Value, "stored");
    }

    [Fact]
    public async Task Who_is_overtaken_does_not_put_older_totals_in_place_of_newer_ones()
    {
        var world = new CountedWorld(7);
        var program = world.Programs[0];
        var hooked = new HookedCatalog(world.Catalog);
        var slow = new TotalsKeeper(
            hooked,
            world.Store,
            world.Log,
            world.Recorder,
            Options.Create(new OverviewOptions()),
            world.Clock
        );
        // First where nothing is stored yet, then in place of what is.
        for (var round = 0; round < 2; round++)
        {
            await HappenAsync();
            var overtaken = false;
            hooked.BeforeWrite = async _ =>
            {
                hooked.BeforeWrite = null;
                overtaken = true;
                await HappenAsync();
                await world.CountAsync(program);
            };

            var (totals, _) = await slow.AdvanceAsync(program, default);

            Assert.True(overtaken);
            await CountedSums.AssertAsync(world, program, totals, $"answered, round {round}");
            var stored = await world.Catalog.FindAsync<ProgramTotals>(totals.Key, default);
            await CountedSums.AssertAsync(world, program, stored!.Value, $"stored, round {round}");
        }

        async Task HappenAsync()
        {
            for (var i = 0; i < 40; i++)
                await world.HappenAsync();
        }
    }

    /// <summary>A clock that has something happen when it is looked at.</summary>
    private sealed class InterruptingTime : TimeProvider
    {
        public Action? Once { get; set; }

        public override DateTimeOffset GetUtcNow()
        {
            var once = Once;
            Once = null;
            once?.Invoke();
            return Given.Noon;
        }
    }
}
