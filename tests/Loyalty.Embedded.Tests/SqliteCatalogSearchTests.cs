using Loyalty.Catalog;
using Loyalty.Contracts;
using Loyalty.Contracts.Support;
using Loyalty.Embedded.Tests.Support;

namespace Loyalty.Embedded.Tests;

public sealed class SqliteCatalogSearchTests : CatalogSearchContract, IAsyncLifetime
{
    private readonly DataFolder folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    protected override Task<ICatalog> OpenAsync() => Task.FromResult<ICatalog>(folder.Catalog);

    [Theory]
    [InlineData(TermTable.NextSql)]
    [InlineData(TermTable.FromSql)]
    public void Terms_are_looked_up_in_the_index_and_need_no_sorting(string sql)
    {
        using var plan = folder.Database.Writing.Use("EXPLAIN QUERY PLAN " + sql);

        Assert.True(plan.Step());
        Assert.Equal("SEARCH catalog_terms USING PRIMARY KEY (kind=? AND scope=? AND term=? AND id>?)", plan.Text(3));
        Assert.False(plan.Step());
    }

    [Fact]
    public async Task A_rare_term_costs_little_beside_common_ones()
    {
        await NameAsync(number => number == 437 ? "Zoe Common" : "Common");

        var (ids, last) = Find(["com", "omm", "zoe"], "", limit: 10, mostSeeks: 10);

        Assert.Equal(["m0437"], ids);
        Assert.Null(last);
    }

    [Fact]
    public async Task A_search_that_is_broken_off_goes_on_where_it_was()
    {
        // The lists of both words are long and have little in common.
        await NameAsync(number =>
            number % 97 == 0 ? "Ann Bea"
            : number % 2 == 0 ? "Ann"
            : "Bea"
        );
        var (seen, breaks) = (new List<string>(), 0);
        string? last = "";
        for (; last is not null; breaks++)
        {
            (var ids, last) = Find(["ann", "bea"], last, limit: 4, mostSeeks: 7);
            seen.AddRange(ids);
        }

        Assert.Equal(["m0000", "m0097", "m0194", "m0291", "m0388", "m0485"], seen);
        Assert.InRange(breaks, 10, 200);
    }

    private async Task NameAsync(Func<int, string> nameOf)
    {
        var catalog = folder.Catalog;
        for (var number = 0; number < 500; number++)
            await catalog.CreateAsync(
                new Member
                {
                    OrgId = Sample.Org(),
                    MemberId = TextId.From<MemberId>($"m{number:0000}"),
                    Name = nameOf(number),
                },
                null,
                default
            );
    }

    private (IReadOnlyList<string> Ids, string? Last) Find(string[] terms, string after, int limit, int mostSeeks) =>
        TermTable.Find(folder.Database.Writing, Member.Kind, Sample.Org().Value, terms, after, limit, mostSeeks);
}
