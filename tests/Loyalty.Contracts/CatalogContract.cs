using Loyalty.Catalog;
using Loyalty.Contracts.Support;

namespace Loyalty.Contracts;

/// <summary>What every <see cref="ICatalog"/> does.</summary>
public abstract class CatalogContract
{
    private static CancellationToken None => CancellationToken.None;

    /// <summary>An empty catalog.</summary>
    protected abstract Task<ICatalog> OpenAsync();

    /// <summary>The same data in a new instance, as after a restart.</summary>
    protected abstract Task<ICatalog> ReopenAsync();

    [Fact]
    public async Task A_document_is_found_as_it_was_created_and_survives_a_restart()
    {
        var catalog = await OpenAsync();
        var rule = Rule() with
        {
            Name = Sample.OddText,
            Cap = new Cap { Points = new Points(100), Period = CapPeriod.Week },
            StartsAt = Sample.At,
            Status = RuleStatus.Active,
        };
        var etag = await catalog.CreateAsync(rule, None);
        Assert.NotNull(etag);

        catalog = await ReopenAsync();

        var found = await catalog.FindAsync<Rule>(rule.Key, None);
        Same.Json(rule, found?.Value, CatalogJson.Default.Rule);
        Assert.Equal(etag, found?.ETag);
    }

    [Fact]
    public async Task A_document_that_does_not_exist_is_not_found()
    {
        var catalog = await OpenAsync();

        Assert.Null(await catalog.FindAsync<Rule>(Rule().Key, None));
    }

    [Fact]
    public async Task Creating_what_exists_changes_nothing()
    {
        var catalog = await OpenAsync();
        var etag = await catalog.CreateAsync(Rule(), None);

        Assert.Null(await catalog.CreateAsync(Rule() with { Name = "Second" }, None));

        var found = await catalog.FindAsync<Rule>(Rule().Key, None);
        Assert.Equal("First", found?.Value.Name);
        Assert.Equal(etag, found?.ETag);
    }

    [Fact]
    public async Task Replacing_with_the_tag_that_was_read_gives_a_new_tag()
    {
        var catalog = await OpenAsync();
        var first = Assert.IsType<string>(await catalog.CreateAsync(Rule(), None));

        var second = Assert.IsType<string>(await catalog.ReplaceAsync(Rule() with { Name = "Second" }, first, None));

        var found = await catalog.FindAsync<Rule>(Rule().Key, None);
        Assert.NotEqual(first, second);
        Assert.Equal("Second", found?.Value.Name);
        Assert.Equal(second, found?.ETag);
        Assert.NotNull(await catalog.ReplaceAsync(Rule() with { Name = "Third" }, second, None));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no-such-tag")]
    public async Task Replacing_with_another_tag_changes_nothing(string? never)
    {
        var catalog = await OpenAsync();
        var old = Assert.IsType<string>(await catalog.CreateAsync(Rule(), None));
        await catalog.ReplaceAsync(Rule() with { Name = "Second" }, old, None);

        Assert.Null(await catalog.ReplaceAsync(Rule() with { Name = "Third" }, never ?? old, None));

        Assert.Equal("Second", (await catalog.FindAsync<Rule>(Rule().Key, None))?.Value.Name);
    }

    [Fact]
    public async Task Replacing_what_does_not_exist_changes_nothing()
    {
        var catalog = await OpenAsync();
        var etag = Assert.IsType<string>(await catalog.CreateAsync(Rule(), None));
        var other = Rule() with { RuleId = TextId.From<RuleId>("rule-2") };

        Assert.Null(await catalog.ReplaceAsync(other, etag, None));

        Assert.Null(await catalog.FindAsync<Rule>(other.Key, None));
    }

    [Fact]
    public async Task Kind_scope_and_id_keep_documents_apart()
    {
        var catalog = await OpenAsync();
        var member = new Member { OrgId = Sample.Org(), MemberId = TextId.From<MemberId>("rule-1") };
        await catalog.CreateAsync(Rule(), None);

        Assert.NotNull(await catalog.CreateAsync(member, None));
        Assert.NotNull(await catalog.CreateAsync(Rule() with { OrgId = Sample.Org("org-2"), Name = "Other" }, None));

        Assert.Equal("First", (await catalog.FindAsync<Rule>(Rule().Key, None))?.Value.Name);
    }

    [Fact]
    public async Task Of_sixty_four_changes_with_one_tag_exactly_one_is_made()
    {
        var catalog = await OpenAsync();
        var etag = Assert.IsType<string>(await catalog.CreateAsync(Rule(), None));

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 64)
                .Select(n => Task.Run(() => catalog.ReplaceAsync(Rule() with { Name = $"{n}" }, etag, None)))
        );

        var winner = Array.FindIndex(answers, a => a is not null);
        Assert.Equal(1, answers.Count(a => a is not null));
        Assert.Equal($"{winner}", (await catalog.FindAsync<Rule>(Rule().Key, None))?.Value.Name);
    }

    private static Rule Rule() =>
        new()
        {
            OrgId = Sample.Org(),
            RuleId = TextId.From<RuleId>("rule-1"),
            ProgramId = TextId.From<ProgramId>("main"),
            Name = "First",
            Type = RuleType.Earn,
            ClientIds = [TextId.From<ClientId>("client-1")],
        };
}
