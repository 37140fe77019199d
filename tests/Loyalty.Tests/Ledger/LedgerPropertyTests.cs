namespace Loyalty.Tests.Ledger;

/// <summary>
/// Random commands on random rules, caps and expiries, with redelivery, interference and faults; every invariant is checked
/// after every operation.
/// </summary>
public class LedgerPropertyTests
{
    private const int Worlds = 200;
    private const int CommandsPerWorld = 500;

    [Fact]
    public async Task Every_invariant_holds_after_each_of_100_000_random_commands()
    {
        var first = int.TryParse(Environment.GetEnvironmentVariable("LOYALTY_SEED"), out var seed) ? seed : 1;
        var told = new RandomWorldStatistics();
        for (var world = first; world < first + Worlds; world++)
        {
            var random = new RandomWorld(world, told);
            try
            {
                await random.RunAsync(CommandsPerWorld);
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException(
                    $"Seed {world} (LOYALTY_SEED={world} runs it first): {fault.Message}\n{random.Tail()}",
                    fault
                );
            }
        }

        // A test that never reaches an edge proves nothing about it.
        Assert.All(told.Counts, count => Assert.True(count.Value > 20, $"{count.Key} happened {count.Value} times."));
        Assert.Equal(RandomWorldStatistics.Edges.Order(), told.Counts.Keys.Order());
    }
}
