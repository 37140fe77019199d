using Loyalty.Ledger.Rules;

namespace Loyalty.Embedded.Tests;

public class AccountCacheTests
{
    private static readonly AccountKey Key = new(
        TextId.From<OrgId>("acme"),
        TextId.From<MemberId>("ann"),
        TextId.From<ProgramId>("stars")
    );

    [Fact]
    public void What_was_read_before_a_commit_does_not_take_its_place()
    {
        var cache = new AccountCache(10);
        var before = cache.Clearings;
        cache.PutCommitted(At(6));
        cache.PutRead(At(5), before);
        Assert.Equal(6, Kept(cache)?.Version);
    }

    [Fact]
    public void What_was_read_before_all_was_forgotten_is_not_kept()
    {
        var cache = new AccountCache(1);
        cache.PutCommitted(At(6));
        var before = cache.Clearings;
        cache.PutCommitted(At(1, "bob"));
        cache.PutRead(At(5), before);
        Assert.Null(Kept(cache));
    }

    [Fact]
    public void No_more_are_kept_than_the_setting_says()
    {
        var cache = new AccountCache(3);
        for (var i = 0; i < 10; i++)
            cache.PutCommitted(At(1, $"m{i}"));
        var kept = Enumerable.Range(0, 10).Count(i => cache.TryGet(Member($"m{i}"), out _));
        Assert.InRange(kept, 1, 3);
    }

    [Fact]
    public void An_account_that_turned_out_stale_is_forgotten()
    {
        var cache = new AccountCache(3);
        cache.PutCommitted(At(1));
        cache.Remove(Key);
        Assert.Null(Kept(cache));
    }

    private static Account? Kept(AccountCache cache) => cache.TryGet(Key, out var kept) ? kept?.Value : null;

    private static Versioned<Account> At(long version, string member = "ann") =>
        new(Account.Empty(Member(member)) with { Version = version }, $"1-{version}");

    private static AccountKey Member(string member) => Key with { MemberId = TextId.From<MemberId>(member) };
}
