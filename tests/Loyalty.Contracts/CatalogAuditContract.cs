using System.Text.Json;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;

namespace Loyalty.Contracts;

/// <summary>What every <see cref="ICatalog"/> records of who changed what.</summary>
public abstract class CatalogAuditContract
{
    private static CancellationToken None => CancellationToken.None;

    /// <summary>An empty catalog.</summary>
    protected abstract Task<ICatalog> OpenAsync();

    /// <summary>The same data in a new instance, as after a restart.</summary>
    protected abstract Task<ICatalog> ReopenAsync();

    [Fact]
    public async Task A_record_is_found_as_it_was_written_and_survives_a_restart()
    {
        var catalog = await OpenAsync();
        var record = Record("a1") with
        {
            Id = Sample.OddText,
            Before = JsonSerializer.SerializeToElement(1),
            After = JsonSerializer.Deserialize<JsonElement>("""{"name":"A","cap":null}"""),
        };
        await catalog.CreateAsync(Member("a"), record, None);

        catalog = await ReopenAsync();

        var page = await catalog.AuditAsync(Sample.Org(), null, 10, None);
        Same.Json(record, Assert.Single(page.Items), CatalogJson.Default.AuditRecord);
        Assert.Null(page.NextCursor);
    }

    [Fact]
    public async Task Every_change_leaves_its_record()
    {
        var catalog = await OpenAsync();

        var first = Assert.IsType<string>(await catalog.CreateAsync(Member("a"), Record("a1", 1), None));
        var second = await catalog.ReplaceAsync(Member("a") with { Email = "a@b.c" }, first, Record("a2", 2), None);
        Assert.Equal(second, (await catalog.FindAsync<Member>(Member("a").Key, None))?.ETag);
        Assert.True(await catalog.DeleteAsync<Member>(Member("a").Key, second ?? "", Record("a3", 3), None));

        Assert.Equal(["a3", "a2", "a1"], await IdsAsync(catalog));
        Assert.Null(await catalog.FindAsync<Member>(Member("a").Key, None));
    }

    [Fact]
    public async Task What_is_refused_leaves_no_record()
    {
        var catalog = await OpenAsync();
        var stale = Assert.IsType<string>(await catalog.CreateAsync(Member("a"), None));
        await catalog.ReplaceAsync(Member("a"), stale, None);

        Assert.Null(await catalog.CreateAsync(Member("a"), Record("a1"), None));
        Assert.Null(await catalog.ReplaceAsync(Member("a"), stale, Record("a2"), None));
        Assert.Null(await catalog.ReplaceAsync(Member("b"), stale, Record("a3"), None));
        Assert.False(await catalog.DeleteAsync<Member>(Member("a").Key, stale, Record("a4"), None));
        Assert.False(await catalog.DeleteAsync<Member>(Member("b").Key, stale, Record("a5"), None));

        Assert.Empty((await catalog.AuditAsync(Sample.Org(), null, 10, None)).Items);
    }

    [Fact]
    public async Task A_record_that_cannot_be_written_leaves_no_change()
    {
        var catalog = await OpenAsync();
        await catalog.CreateAsync(Member("a"), Record("a1"), None);

        await Assert.ThrowsAnyAsync<Exception>(() => catalog.CreateAsync(Member("b"), Record("a1"), None));

        Assert.Null(await catalog.FindAsync<Member>(Member("b").Key, None));
    }

    [Fact]
    public async Task Pages_show_every_record_once_newest_first()
    {
        var catalog = await OpenAsync();
        // Two at each instant, written in another order than that of their time.
        foreach (var n in new[] { 4, 0, 2, 1, 3, 5, 6 })
            await catalog.CreateAsync(Member($"m{n}"), Record($"a{n}", n / 2), None);

        var first = await catalog.AuditAsync(Sample.Org(), null, 3, None);
        var second = await catalog.AuditAsync(Sample.Org(), first.NextCursor, 3, None);
        var third = await catalog.AuditAsync(Sample.Org(), second.NextCursor, 3, None);

        Assert.Equal(
            ["a6", "a5", "a4", "a3", "a2", "a1", "a0"],
            new[] { first, second, third }.SelectMany(page => page.Items).Select(record => record.AuditId)
        );
        Assert.Null(third.NextCursor);
    }

    [Fact]
    public async Task Records_of_different_kinds_are_one_list()
    {
        var catalog = await OpenAsync();
        var alias = new MemberAlias
        {
            OrgId = Sample.Org(),
            Field = "email",
            Value = "a@example.com",
            MemberId = TextId.From<MemberId>("a"),
        };

        await catalog.CreateAsync(Member("a"), Record("a1", 1), None);
        await catalog.CreateAsync(alias, Record("a2", 2), None);

        Assert.Equal(["a2", "a1"], await IdsAsync(catalog));
    }

    [Fact]
    public async Task A_record_of_something_kept_elsewhere_is_in_the_list_once()
    {
        var catalog = await OpenAsync();
        await catalog.CreateAsync(Member("a"), Record("a1", 1), None);

        await catalog.RecordAsync(Record("a2", 2), None);
        await catalog.RecordAsync(Record("a2", 2), None);

        Assert.Equal(["a2", "a1"], await IdsAsync(catalog));
    }

    [Fact]
    public async Task An_organisation_sees_its_own_records_alone()
    {
        var catalog = await OpenAsync();
        await catalog.CreateAsync(Member("a"), Record("a1"), None);
        foreach (var other in new[] { "org", "org-10", "org-2", "nobody" })
            await catalog.CreateAsync(
                Member("a") with
                {
                    OrgId = Sample.Org(other),
                },
                Record("b1") with
                {
                    OrgId = Sample.Org(other),
                },
                None
            );

        Assert.Equal(["a1"], await IdsAsync(catalog));
    }

    [Fact]
    public async Task Records_are_in_no_list_of_documents()
    {
        var catalog = await OpenAsync();
        await catalog.CreateAsync(Member("a"), Record("a1"), None);

        Assert.Single((await catalog.ListAsync<Member>(Sample.Org().Value, null, 10, None)).Items);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("bm90IGEgY3Vyc29y")]
    public async Task A_cursor_that_was_never_given_out_is_refused(string cursor)
    {
        var catalog = await OpenAsync();

        await Assert.ThrowsAsync<UnknownCursorException>(() => catalog.AuditAsync(Sample.Org(), cursor, 1, None));
    }

    private static async Task<IEnumerable<string>> IdsAsync(ICatalog catalog) =>
        (await catalog.AuditAsync(Sample.Org(), null, 10, None)).Items.Select(record => record.AuditId);

    private static Member Member(string id) => new() { OrgId = Sample.Org(), MemberId = TextId.From<MemberId>(id) };

    private static AuditRecord Record(string id, int minute = 0) =>
        new()
        {
            AuditId = id,
            OrgId = Sample.Org(),
            At = Sample.At.AddMinutes(minute),
            By = TextId.From<ClientId>("owner"),
            Action = "update",
            Kind = "member",
            Id = "a",
        };
}
