using Loyalty.Contracts.Support;
using Loyalty.Limits;

namespace Loyalty.Tests.Limits;

public sealed class TokenBucketsTests
{
    private readonly ManualTimeProvider clock = new();

    [Fact]
    public void A_full_bucket_gives_its_size_and_then_as_fast_as_it_fills()
    {
        var buckets = new TokenBuckets(2, 4, 100, clock);
        Assert.Equal([null, null, null, null], Enumerable.Range(0, 4).Select(_ => buckets.Take("a")));

        Assert.Equal(TimeSpan.FromSeconds(0.5), buckets.Take("a"));
        Assert.Equal(TimeSpan.FromSeconds(0.5), buckets.Wait("a"));
        Assert.Null(buckets.Take("b"));
        clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Null(buckets.Wait("a"));
        Assert.Null(buckets.Take("a"));
        Assert.NotNull(buckets.Take("a"));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(4, Enumerable.Range(0, 9).Count(_ => buckets.Take("a") is null));
    }

    [Fact]
    public void What_is_given_back_can_be_taken_again_but_no_more_than_the_size()
    {
        var buckets = new TokenBuckets(1, 2, 100, clock);
        buckets.Take("a");
        buckets.GiveBack("a");

        Assert.Equal(2, Enumerable.Range(0, 9).Count(_ => buckets.Take("a") is null));
    }

    [Fact]
    public void Names_without_end_do_not_fill_the_memory()
    {
        var buckets = new TokenBuckets(1, 2, 100, clock);
        for (var i = 0; i < 10_000; i++)
            buckets.Take($"{i}");
        Assert.InRange(buckets.Count, 1, 101);
    }

    [Fact]
    public void Whoever_is_held_back_is_not_forgotten_for_full_buckets()
    {
        var buckets = new TokenBuckets(1, 1, 100, clock);
        for (var i = 0; i < 101; i++)
            buckets.Take($"{i}");
        clock.Advance(TimeSpan.FromSeconds(1));
        buckets.Take("a");
        buckets.Take("b");

        Assert.NotNull(buckets.Take("a"));
        Assert.InRange(buckets.Count, 2, 3);
    }

    [Fact]
    public void Zero_is_no_limit()
    {
        var buckets = new TokenBuckets(0, 0, 100, clock);
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Null(buckets.Take("a")));
    }
}
