using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Management.Members;

namespace Loyalty.Contracts;

/// <summary>What every <see cref="ICatalog"/> does to find documents by terms, as members are by parts of words.</summary>
public abstract class CatalogSearchContract
{
    private static readonly string[] Names =
    [
        "Martha Jones",
        "Bart Ünsal",
        "Łukasz O'Hara",
        "日本 太郎",
        "Zoë 𝄞𝄞x",
        "a",
        "Anna Anna",
        Sample.OddText,
    ];

    private static CancellationToken None => CancellationToken.None;

    /// <summary>An empty catalog.</summary>
    protected abstract Task<ICatalog> OpenAsync();

    [Fact]
    public async Task A_member_is_found_by_every_part_of_every_word_and_nobody_else_is()
    {
        var catalog = await OpenAsync();
        var members = Names
            .Select((name, number) => Member($"id-{number}") with { Name = name, Email = $"m{number}@example.com" })
            .ToList();
        foreach (var member in members)
            await catalog.CreateAsync(member, None);

        foreach (var text in members.SelectMany(Catalog.Member.TextsOf).SelectMany(PartsOf).Distinct())
        {
            var search = new MemberSearch(new MemberFilter(text, null), region: null);
            var found = (await catalog.SearchAsync<Member>(Org, search.Terms(), null, 100, None)).Items;
            var fitting = members.Where(search.Fits).Select(member => member.MemberId).ToList();
            Assert.NotEmpty(fitting);
            Assert.Equal(
                fitting,
                found.Select(item => item.Value).Where(search.Fits).Select(member => member.MemberId)
            );
        }
    }

    [Fact]
    public async Task Only_what_stands_under_all_terms_is_found()
    {
        var catalog = await OpenAsync();
        await catalog.CreateAsync(Member("1") with { Name = "Ann Bee" }, None);
        await catalog.CreateAsync(Member("2") with { Name = "Ann Cole", Status = MemberStatus.Blocked }, None);
        await catalog.CreateAsync(Member("3") with { Name = "Bea Annis", Status = MemberStatus.Blocked }, None);
        await catalog.CreateAsync(Member("4") with { Name = "Cole", OrgId = Sample.Org("org-2") }, None);

        Assert.Equal(["1", "2", "3"], await FindAsync("ann"));
        Assert.Equal(["1", "3"], await FindAsync("ANN be"));
        Assert.Equal(["2"], await FindAsync("cole"));
        Assert.Equal(["2", "3"], await FindAsync(null, MemberStatus.Blocked));
        Assert.Equal(["3"], await FindAsync("nis", MemberStatus.Blocked));
        Assert.Empty(await FindAsync("bee", MemberStatus.Blocked));
        Assert.Empty(await FindAsync("blocked"));

        async Task<List<string>> FindAsync(string? text, MemberStatus? status = null)
        {
            var search = new MemberSearch(new MemberFilter(text, status), region: null);
            var page = await catalog.SearchAsync<Member>(Org, search.Terms(), null, 100, None);
            Assert.Null(page.NextCursor);
            return [.. page.Items.Select(item => item.Value.MemberId.Value)];
        }
    }

    [Fact]
    public async Task Pages_show_everything_once_in_the_order_of_ids()
    {
        var catalog = await OpenAsync();
        foreach (var n in Enumerable.Range(0, 40).OrderBy(n => n * 7 % 40))
            await catalog.CreateAsync(Member($"m {n:00}") with { Name = n % 2 == 0 ? "Even" : "Odd" }, None);
        var (seen, sizes) = (new List<string>(), new List<int>());
        string? cursor = null;
        do
        {
            var page = await catalog.SearchAsync<Member>(Org, ["eve", "ven"], cursor, 8, None);
            sizes.Add(page.Items.Count);
            seen.AddRange(page.Items.Select(item => item.Value.MemberId.Value));
            cursor = page.NextCursor;
        } while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 20).Select(n => $"m {2 * n:00}"), seen);
        Assert.Equal([8, 8, 4], sizes);
        Assert.Null((await catalog.SearchAsync<Member>(Org, ["eve"], null, 20, None)).NextCursor);
        await Assert.ThrowsAsync<UnknownCursorException>(() => catalog.SearchAsync<Member>(Org, ["eve"], "x", 8, None));
    }

    [Fact]
    public async Task Whoever_is_changed_is_found_by_what_holds_now_and_with_the_present_tag()
    {
        var catalog = await OpenAsync();
        var first = await catalog.CreateAsync(Member("1") with { Name = "Ann" }, None);
        var second = await catalog.ReplaceAsync(Member("1") with { Name = "Bea" }, first!, None);
        Assert.Null(await catalog.ReplaceAsync(Member("1") with { Name = "Cyd" }, first!, None));
        Assert.Null(await catalog.CreateAsync(Member("1") with { Name = "Dee" }, None));
        Assert.False(await catalog.DeleteAsync<Member>(Member("1").Key, first!, null, None));

        Assert.Equal(second, Assert.Single(await FindAsync("bea")).ETag);
        foreach (var never in new[] { "ann", "cyd", "dee" })
            Assert.Empty(await FindAsync(never));

        await catalog.DeleteAsync<Member>(Member("1").Key, second!, null, None);
        Assert.Empty(await FindAsync("bea"));
        await catalog.CreateAsync(Member("1") with { Name = "Bea" }, None);
        Assert.Single(await FindAsync("bea"));

        async Task<IReadOnlyList<Versioned<Member>>> FindAsync(string term) =>
            (await catalog.SearchAsync<Member>(Org, [term], null, 10, None)).Items;
    }

    private static string Org => Sample.Org().Value;

    private static Member Member(string id) => new() { OrgId = Sample.Org(), MemberId = TextId.From<MemberId>(id) };

    private static IEnumerable<string> PartsOf(string text) =>
        from word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        let characters = word.EnumerateRunes().Select(rune => rune.ToString()).ToArray()
        from start in Enumerable.Range(0, characters.Length)
        from length in Enumerable.Range(1, characters.Length - start)
        select string.Concat(characters.AsSpan(start, length));
}
