using Loyalty.Catalog;
using Loyalty.PointsRequests;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Loyalty.Tests.PointsRequests;

/// <summary>A rule as it was when a request was accepted.</summary>
public class RuleVersionsTests
{
    private static readonly Rule First = Given.Rule(RuleType.Earn, Given.Cap(5, CapPeriod.Request));
    private static readonly Rule Second = First with { Version = 2, Cap = Given.Cap(3, CapPeriod.Request) };

    private readonly InMemoryCatalog store = new();
    private readonly RuleVersions versions;

    public RuleVersionsTests()
    {
        var options = Options.Create(new CatalogOptions { CacheFor = TimeSpan.FromMinutes(1) });
        versions = new RuleVersions(store, new CachedCatalog(store, options, new FakeTimeProvider(Given.Noon)));
    }

    [Fact]
    public async Task A_replaced_version_says_what_it_said_but_has_todays_status()
    {
        store.Put(new RuleVersion { Rule = First });
        store.Put(Second with { Status = RuleStatus.Inactive, IsCounted = true });

        var found = await FindAsync(1);

        Assert.Equal((5, RuleStatus.Inactive, true), (found!.Cap!.Points.Value, found.Status, found.IsCounted));
        Assert.Equal(3, (await FindAsync(2))!.Cap!.Points.Value);
    }

    [Fact]
    public async Task A_version_that_another_host_made_a_moment_ago_is_found()
    {
        store.Put(First);
        await FindAsync(1);

        store.Put(new RuleVersion { Rule = First });
        store.Put(Second);

        Assert.Equal(3, (await FindAsync(2))!.Cap!.Points.Value);
        Assert.Equal(5, (await FindAsync(1))!.Cap!.Points.Value);
    }

    [Fact]
    public async Task A_version_that_was_never_made_is_not_found()
    {
        Assert.Null(await FindAsync(1));
        store.Put(First);
        Assert.Null(await FindAsync(2));
    }

    [Fact]
    public async Task A_version_that_was_replaced_and_not_kept_is_not_found()
    {
        store.Put(Second);
        Assert.Null(await FindAsync(1));
    }

    private async Task<Rule?> FindAsync(int version) =>
        await versions.FindAsync(First.OrgId, First.RuleId, version, default);
}
