using CsCheck;

namespace Loyalty.Tests.Ledger;

/// <summary>
/// Random commands on random rules, caps and expiries, with redelivery, interference and faults; every invariant is checked
/// after every operation. A failure prints the shortest sequence that was found and its seed: the environment variable
/// <c>CsCheck_Seed</c> makes it again, and <c>CsCheck_Time=60</c> beside it looks a minute for a shorter one.
/// </summary>
public class LedgerPropertyTests
{
    private const int Worlds = 300;
    private const int MostHappenings = 300;

    [Fact]
    public async Task Every_invariant_holds_after_each_random_command()
    {
        var told = new RandomWorldStatistics();

        await Gen.Select(Gen.Int[0, 9999], Happening.Any.Array[1, MostHappenings])
            .SampleAsync(
                (organisation, happenings) => new RandomWorld(organisation, told).RunAsync(happenings),
                iter: Worlds,
                print: world => $"Organisation {world.Item1}:\n{string.Join('\n', world.Item2.AsEnumerable())}"
            );

        // A test that never reaches an edge proves nothing about it.
        Assert.All(told.Counts, count => Assert.True(count.Value > 20, $"{count.Key} happened {count.Value} times."));
        Assert.Equal(RandomWorldStatistics.Edges.Order(), told.Counts.Keys.Order());
    }
}
