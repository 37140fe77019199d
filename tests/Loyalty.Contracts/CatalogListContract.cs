using Loyalty.Catalog;
using Loyalty.Contracts.Support;

namespace Loyalty.Contracts;

/// <summary>What every <see cref="ICatalog"/> does to list documents and to remove them.</summary>
public abstract class CatalogListContract
{
    private static CancellationToken None => CancellationToken.None;

    /// <summary>An empty catalog.</summary>
    protected abstract Task<ICatalog> OpenAsync();

    [Fact]
    public async Task A_list_holds_the_documents_of_one_kind_and_scope_in_the_order_of_their_ids()
    {
        var catalog = await OpenAsync();
        string[] ids = ["b", "B", "a 2", "a", "ü/?#\\", "中", "a-3", "0"];
        foreach (var id in ids)
            await catalog.CreateAsync(Member(id), None);
        await catalog.CreateAsync(Member("other") with { OrgId = Sample.Org("org-2") }, None);
        await catalog.CreateAsync(Group("other"), None);

        var page = await catalog.ListAsync<Member>(Sample.Org().Value, null, 100, None);

        Assert.Equal(ids.Order(StringComparer.Ordinal), page.Items.Select(item => item.Value.MemberId.Value));
        Assert.Null(page.NextCursor);
    }

    [Fact]
    public async Task Pages_show_every_document_once()
    {
        var catalog = await OpenAsync();
        foreach (var n in Enumerable.Range(0, 25))
            await catalog.CreateAsync(Member($"m {n:00}"), None);

        var sizes = new List<int>();
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await catalog.ListAsync<Member>(Sample.Org().Value, cursor, 10, None);
            sizes.Add(page.Items.Count);
            seen.AddRange(page.Items.Select(item => item.Value.MemberId.Value));
            cursor = page.NextCursor;
        } while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 25).Select(n => $"m {n:00}"), seen);
        Assert.Equal([10, 10, 5], sizes);
    }

    [Fact]
    public async Task A_full_page_that_is_the_last_has_no_cursor()
    {
        var catalog = await OpenAsync();
        await catalog.CreateAsync(Member("a"), None);
        await catalog.CreateAsync(Member("b"), None);

        Assert.Null((await catalog.ListAsync<Member>(Sample.Org().Value, null, 2, None)).NextCursor);
        Assert.NotNull((await catalog.ListAsync<Member>(Sample.Org().Value, null, 1, None)).NextCursor);
    }

    [Fact]
    public async Task A_list_goes_on_behind_a_document_that_was_removed_meanwhile()
    {
        var catalog = await OpenAsync();
        await catalog.CreateAsync(Member("a"), None);
        var etag = Assert.IsType<string>(await catalog.CreateAsync(Member("b"), None));
        await catalog.CreateAsync(Member("c"), None);
        var first = await catalog.ListAsync<Member>(Sample.Org().Value, null, 2, None);

        await catalog.DeleteAsync<Member>(Member("b").Key, etag, null, None);

        var second = await catalog.ListAsync<Member>(Sample.Org().Value, first.NextCursor, 2, None);
        Assert.Equal("c", Assert.Single(second.Items).Value.MemberId.Value);
    }

    [Fact]
    public async Task A_listed_document_can_be_changed_with_the_tag_it_was_listed_with()
    {
        var catalog = await OpenAsync();
        await catalog.CreateAsync(Member("a"), None);

        var listed = Assert.Single((await catalog.ListAsync<Member>(Sample.Org().Value, null, 1, None)).Items);

        Assert.Equal((await catalog.FindAsync<Member>(Member("a").Key, None))?.ETag, listed.ETag);
        Assert.NotNull(await catalog.ReplaceAsync(listed.Value with { Email = "a@example.com" }, listed.ETag, None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("%")]
    [InlineData("bm90IGEgY3Vyc29y")]
    public async Task A_cursor_that_was_never_given_out_is_refused(string cursor)
    {
        var catalog = await OpenAsync();

        await Assert.ThrowsAsync<UnknownCursorException>(() =>
            catalog.ListAsync<Member>(Sample.Org().Value, cursor, 1, None)
        );
    }

    [Fact]
    public async Task A_cursor_of_another_list_is_refused()
    {
        var catalog = await OpenAsync();
        await catalog.CreateAsync(Group("a"), None);
        await catalog.CreateAsync(Group("b"), None);
        var groups = await catalog.ListAsync<MemberGroup>(Sample.Org().Value, null, 1, None);

        await Assert.ThrowsAsync<UnknownCursorException>(() =>
            catalog.ListAsync<Member>(Sample.Org().Value, groups.NextCursor, 1, None)
        );
    }

    [Fact]
    public async Task What_was_removed_is_gone_and_is_removed_once()
    {
        var catalog = await OpenAsync();
        var etag = Assert.IsType<string>(await catalog.CreateAsync(Member("a"), None));

        Assert.True(await catalog.DeleteAsync<Member>(Member("a").Key, etag, null, None));
        Assert.False(await catalog.DeleteAsync<Member>(Member("a").Key, etag, null, None));

        Assert.Null(await catalog.FindAsync<Member>(Member("a").Key, None));
        Assert.Empty((await catalog.ListAsync<Member>(Sample.Org().Value, null, 1, None)).Items);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("no-such-tag")]
    public async Task Removing_with_another_tag_removes_nothing(string? never)
    {
        var catalog = await OpenAsync();
        var old = Assert.IsType<string>(await catalog.CreateAsync(Member("a"), None));
        await catalog.ReplaceAsync(Member("a") with { Email = "a@example.com" }, old, None);

        Assert.False(await catalog.DeleteAsync<Member>(Member("a").Key, never ?? old, null, None));

        Assert.NotNull(await catalog.FindAsync<Member>(Member("a").Key, None));
    }

    [Fact]
    public async Task A_document_made_anew_has_none_of_the_tags_of_the_one_that_was_removed()
    {
        var catalog = await OpenAsync();
        var first = Assert.IsType<string>(await catalog.CreateAsync(Member("a"), None));
        var second = Assert.IsType<string>(await catalog.ReplaceAsync(Member("a"), first, None));
        await catalog.DeleteAsync<Member>(Member("a").Key, second, null, None);

        var anew = Assert.IsType<string>(await catalog.CreateAsync(Member("a"), None));

        Assert.DoesNotContain(anew, new[] { first, second });
        Assert.Null(await catalog.ReplaceAsync(Member("a"), first, None));
        Assert.False(await catalog.DeleteAsync<Member>(Member("a").Key, second, null, None));
    }

    [Fact]
    public async Task Tags_have_no_quotes()
    {
        var catalog = await OpenAsync();
        var created = await catalog.CreateAsync(Member("a"), None);
        var replaced = await catalog.ReplaceAsync(Member("a"), created ?? "", None);

        Assert.DoesNotContain(
            '"',
            $"{created}{replaced}{(await catalog.FindAsync<Member>(Member("a").Key, None))?.ETag}"
        );
    }

    private static Member Member(string id) => new() { OrgId = Sample.Org(), MemberId = TextId.From<MemberId>(id) };

    private static MemberGroup Group(string id) =>
        new()
        {
            OrgId = Sample.Org(),
            GroupId = id,
            PrimaryUserId = TextId.From<MemberId>("m"),
            Members = [TextId.From<MemberId>("m")],
        };
}
