namespace Loyalty.Local.Tests.Proof;

/// <summary>
/// Whatever surface moves points, and in whatever order, while days go by: each answer and each balance is what a heap of
/// single points gives, which shares nothing with the product.
/// </summary>
public abstract class ReferenceModelTests(ClockedHostFixture fixture)
{
    private const int Steps = 200;

    public sealed class OnSqlite(ClockedHostFixture fixture)
        : ReferenceModelTests(fixture),
            IClassFixture<ClockedHostFixture>;

    public sealed class OnCosmos(ClockedCosmosFixture fixture)
        : ReferenceModelTests(fixture),
            IClassFixture<ClockedCosmosFixture>;

    [Fact]
    public async Task Every_surface_moves_what_a_heap_of_points_moves()
    {
        var posted = new HashSet<string>();
        foreach (var seed in (int[])[1, 2, 3])
        {
            var run = await ReferenceRun.StartAsync(fixture, new Random(seed));
            for (var step = 0; step < Steps; step++)
                await run.StepAsync($"Seed {seed}, step {step}");
            await run.SettleAsync();
            await fixture.QuietAsync();
            await fixture.AssertProvenAsync();
            posted.UnionWith(run.Posted);
        }

        Assert.Equal(
            [
                "adjust",
                "assign",
                "capture",
                "earn",
                "group",
                "group reverse",
                "hold",
                "hold expired",
                "issue",
                "redeem",
                "release",
                "reverse",
                "till",
                "till reverse",
            ],
            posted.Order()
        );
    }
}
