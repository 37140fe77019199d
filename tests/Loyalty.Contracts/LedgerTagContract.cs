using Loyalty.Contracts.Support;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;

namespace Loyalty.Contracts;

/// <summary>What the tags of accounts are good for in every <see cref="ILedgerStore"/>.</summary>
public abstract class LedgerTagContract
{
    private static CancellationToken None => CancellationToken.None;

    /// <summary>An empty store.</summary>
    protected abstract Task<ILedgerStore> OpenAsync();

    /// <summary>The same data in a new instance, as after a restart.</summary>
    protected abstract Task<ILedgerStore> ReopenAsync();

    [Fact]
    public async Task Each_write_changes_the_tag_and_the_new_one_is_good_for_the_next()
    {
        var store = await OpenAsync();
        var key = Sample.Key();
        await store.CommitAsync(Sample.Batch(Sample.Account(key), null, Sample.Entry(key, "r1")), None);
        var first = Assert.IsType<Versioned<Account>>(await store.LoadAsync(key, None));

        var outcome = await store.CommitAsync(
            Sample.Batch(Sample.Account(key, 2), first.ETag, Sample.Entry(key, "r2", 2)),
            None
        );
        var second = Assert.IsType<Versioned<Account>>(await store.LoadAsync(key, None));
        Assert.Equal(CommitOutcome.Committed, outcome);
        Assert.NotEqual(first.ETag, second.ETag);
        Assert.Equal(2, second.Value.Version);
    }

    [Fact]
    public async Task A_tag_is_still_good_after_a_restart()
    {
        var store = await OpenAsync();
        var key = Sample.Key();
        await store.CommitAsync(Sample.Batch(Sample.Account(key), null, Sample.Entry(key, "r1")), None);
        var first = Assert.IsType<Versioned<Account>>(await store.LoadAsync(key, None));

        store = await ReopenAsync();

        var next = Sample.Batch(Sample.Account(key, 2), first.ETag, Sample.Entry(key, "r2", 2));
        Assert.Equal(CommitOutcome.Committed, await store.CommitAsync(next, None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("another-tag")]
    [InlineData("99999999-1")]
    public async Task A_write_with_a_tag_that_was_never_given_is_stale(string etag)
    {
        var store = await OpenAsync();
        var key = Sample.Key();
        await store.CommitAsync(Sample.Batch(Sample.Account(key), null, Sample.Entry(key, "r1")), None);

        var outcome = await store.CommitAsync(
            Sample.Batch(Sample.Account(key, 2), etag, Sample.Entry(key, "r2", 2)),
            None
        );

        Assert.Equal(CommitOutcome.Stale, outcome);
    }

    [Fact]
    public async Task Another_accounts_tag_is_stale()
    {
        var store = await OpenAsync();
        var (one, other) = (Sample.Key("member-1"), Sample.Key("member-2"));
        await store.CommitAsync(Sample.Batch(Sample.Account(one), null, Sample.Entry(one, "r1")), None);
        await store.CommitAsync(Sample.Batch(Sample.Account(other), null, Sample.Entry(other, "r2")), None);
        await store.CommitAsync(
            Sample.Batch(
                Sample.Account(other, 2),
                (await store.LoadAsync(other, None))?.ETag,
                Sample.Entry(other, "r3", 2)
            ),
            None
        );
        var foreign = Assert.IsType<Versioned<Account>>(await store.LoadAsync(other, None)).ETag;

        var outcome = await store.CommitAsync(
            Sample.Batch(Sample.Account(one, 2), foreign, Sample.Entry(one, "r4", 2)),
            None
        );

        Assert.Equal(CommitOutcome.Stale, outcome);
    }

    [Fact]
    public async Task Replacing_an_account_that_does_not_exist_is_stale()
    {
        var store = await OpenAsync();
        var (one, other) = (Sample.Key("member-1"), Sample.Key("member-2"));
        await store.CommitAsync(Sample.Batch(Sample.Account(one), null, Sample.Entry(one, "r1")), None);
        var etag = Assert.IsType<Versioned<Account>>(await store.LoadAsync(one, None)).ETag;

        var outcome = await store.CommitAsync(
            Sample.Batch(Sample.Account(other), etag, Sample.Entry(other, "r2")),
            None
        );

        Assert.Equal(CommitOutcome.Stale, outcome);
        Assert.Null(await store.LoadAsync(other, None));
    }
}
