using Loyalty.Contracts.Support;
using Loyalty.Identity;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Identity;

public sealed class ExpiringCacheTests
{
    private readonly ManualTimeProvider time = new(Given.Noon);
    private readonly ExpiringCache<string> cache;

    public ExpiringCacheTests() => cache = new ExpiringCache<string>(4, time);

    [Fact]
    public void What_is_kept_counts_until_its_instant()
    {
        Set(1, TimeSpan.FromMinutes(1));
        time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        Assert.True(Has(1));
        Assert.False(Has(2));

        time.Advance(TimeSpan.FromTicks(1));
        Assert.False(Has(1));
    }

    [Fact]
    public void Where_what_has_expired_leaves_it_half_full_the_rest_stays()
    {
        Set(1, TimeSpan.FromMinutes(1));
        Set(2, TimeSpan.FromMinutes(1));
        Set(3, TimeSpan.FromHours(1));
        Set(4, TimeSpan.FromHours(1));
        Assert.Equal(4, cache.Count);
        time.Advance(TimeSpan.FromMinutes(1));

        Set(5, TimeSpan.FromHours(1));

        Assert.Equal(3, cache.Count);
        Assert.True(Has(3) && Has(4) && Has(5));
    }

    [Fact]
    public void Where_it_stays_more_than_half_full_everything_goes()
    {
        Set(1, TimeSpan.FromMinutes(1));
        for (var n = 2; n <= 4; n++)
            Set(n, TimeSpan.FromHours(1));
        time.Advance(TimeSpan.FromMinutes(1));

        Set(5, TimeSpan.FromHours(1));

        Assert.Equal(1, cache.Count);
        Assert.True(Has(5));
    }

    private void Set(int key, TimeSpan lasts) =>
        cache.Set(new Digest256((ulong)key, 0, 0, 0), "", time.GetUtcNow() + lasts);

    private bool Has(int key) => cache.TryGet(new Digest256((ulong)key, 0, 0, 0), out _);
}
