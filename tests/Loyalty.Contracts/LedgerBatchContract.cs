using System.Collections.Immutable;
using Loyalty.Contracts.Support;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;

namespace Loyalty.Contracts;

/// <summary>What every <see cref="ILedgerStore"/> does with larger batches, refusals and many writers at
/// once.</summary>
public abstract class LedgerBatchContract
{
    private static CancellationToken None => CancellationToken.None;

    /// <summary>An empty store.</summary>
    protected abstract Task<ILedgerStore> OpenAsync();

    [Fact]
    public async Task Several_accounts_of_a_member_are_written_together()
    {
        var store = await OpenAsync();
        var (main, bonus) = (Sample.Key(program: "main"), Sample.Key(program: "bonus"));

        var outcome = await store.CommitAsync(
            Sample.Batch(
                main.Member,
                [new AccountWrite(Sample.Account(main), null), new AccountWrite(Sample.Account(bonus, 2), null)],
                Sample.Entry(main, "r1"),
                Sample.Entry(bonus, "r2"),
                Sample.Entry(bonus, "r3", 2)
            ),
            None
        );

        Assert.Equal(CommitOutcome.Committed, outcome);
        Assert.Equal(1, (await store.LoadAsync(main, None))?.Value.Version);
        Assert.Equal(2, (await store.LoadAsync(bonus, None))?.Value.Version);
        Assert.Single((await store.PageAsync(main, null, 9, None)).Items);
        Assert.Equal(2, (await store.PageAsync(bonus, null, 9, None)).Items.Count);
    }

    [Fact]
    public async Task One_stale_account_of_several_leaves_none_written()
    {
        var store = await OpenAsync();
        var (main, bonus) = (Sample.Key(program: "main"), Sample.Key(program: "bonus"));
        await store.CommitAsync(Sample.Batch(Sample.Account(bonus), null, Sample.Entry(bonus, "r1")), None);

        var outcome = await store.CommitAsync(
            Sample.Batch(
                main.Member,
                [new AccountWrite(Sample.Account(main), null), new AccountWrite(Sample.Account(bonus, 2), null)],
                Sample.Entry(main, "r2"),
                Sample.Entry(bonus, "r3", 2)
            ),
            None
        );

        Assert.Equal(CommitOutcome.Stale, outcome);
        Assert.Null(await store.LoadAsync(main, None));
        Assert.Empty(await store.FindAsync(main.Member, [Sample.Id("r2"), Sample.Id("r3")], None));
    }

    [Fact]
    public async Task Creating_an_account_that_exists_is_stale()
    {
        var store = await OpenAsync();
        var key = Sample.Key();
        await store.CommitAsync(Sample.Batch(Sample.Account(key), null, Sample.Entry(key, "r1")), None);

        var late = Sample.Entry(key, "late", 2);
        var outcome = await store.CommitAsync(Sample.Batch(Sample.Account(key, 2), null, late), None);

        Assert.Equal(CommitOutcome.Stale, outcome);
        Assert.Equal(1, (await store.LoadAsync(key, None))?.Value.Version);
        Assert.Empty(await store.FindAsync(key.Member, [late.Id], None));
    }

    [Fact]
    public async Task A_batch_of_refusals_writes_no_account()
    {
        var store = await OpenAsync();
        var key = Sample.Key();

        var outcome = await store.CommitAsync(
            Sample.Batch(key.Member, [], Sample.Refused(key, "r1"), Sample.Refused(key, "r2")),
            None
        );

        Assert.Equal(CommitOutcome.Committed, outcome);
        Assert.Null(await store.LoadAsync(key, None));
        Assert.Equal(2, (await store.FindAsync(key.Member, [Sample.Id("r1"), Sample.Id("r2")], None)).Count);
        Assert.Equal(
            [Sample.Id("r2"), Sample.Id("r1")],
            (await store.PageAsync(key, null, 9, None)).Items.Select(e => e.Id)
        );
    }

    [Fact]
    public async Task A_refusal_before_the_first_posted_entry_does_not_stand_in_the_way_of_the_account()
    {
        var store = await OpenAsync();
        var key = Sample.Key();
        await store.CommitAsync(Sample.Batch(key.Member, [], Sample.Refused(key, "r1")), None);

        var create = Sample.Batch(Sample.Account(key), null, Sample.Entry(key, "r2"));

        Assert.Equal(CommitOutcome.Committed, await store.CommitAsync(create, None));
        Assert.Equal(2, (await store.PageAsync(key, null, 9, None)).Items.Count);
    }

    [Fact]
    public async Task A_refusal_does_not_change_the_accounts_tag()
    {
        var store = await OpenAsync();
        var key = Sample.Key();
        await store.CommitAsync(Sample.Batch(Sample.Account(key), null, Sample.Entry(key, "r1")), None);
        var before = await store.LoadAsync(key, None);

        await store.CommitAsync(Sample.Batch(key.Member, [], Sample.Refused(key, "r2")), None);

        var after = Assert.IsType<Versioned<Account>>(await store.LoadAsync(key, None));
        Assert.Equal(before?.ETag, after.ETag);
        Same.Json(Sample.Account(key), after.Value);
    }

    [Fact]
    public async Task A_refusal_that_is_recorded_twice_is_a_duplicate()
    {
        var store = await OpenAsync();
        var key = Sample.Key();
        var batch = Sample.Batch(key.Member, [], Sample.Refused(key, "r1"));
        await store.CommitAsync(batch, None);

        Assert.Equal(CommitOutcome.Duplicate, await store.CommitAsync(batch, None));
    }

    [Fact]
    public async Task As_many_operations_as_allowed_are_one_commit()
    {
        var store = await OpenAsync();
        var key = Sample.Key();
        var entries = Entries(key, LedgerBatch.MaxOperations - 1);

        var outcome = await store.CommitAsync(Sample.Batch(Sample.Account(key, entries.Length), null, entries), None);

        Assert.Equal(CommitOutcome.Committed, outcome);
        Assert.Equal(entries.Length, (await store.FindAsync(key.Member, [.. entries.Select(e => e.Id)], None)).Count);
    }

    [Fact]
    public async Task More_operations_than_allowed_are_an_error_that_leaves_nothing()
    {
        var store = await OpenAsync();
        var key = Sample.Key();
        var batch = Sample.Batch(Sample.Account(key), null, Entries(key, LedgerBatch.MaxOperations));

        await Assert.ThrowsAsync<ArgumentException>(() => store.CommitAsync(batch, None));

        Assert.Null(await store.LoadAsync(key, None));
    }

    [Fact]
    public async Task Another_members_entry_is_an_error_that_leaves_nothing()
    {
        var store = await OpenAsync();
        var (key, other) = (Sample.Key("member-1"), Sample.Key("member-2"));
        var batch = Sample.Batch(Sample.Account(key), null, Sample.Entry(other, "r1"));

        await Assert.ThrowsAsync<ArgumentException>(() => store.CommitAsync(batch, None));

        Assert.Null(await store.LoadAsync(key, None));
    }

    [Fact]
    public async Task Another_members_account_is_an_error_that_leaves_nothing()
    {
        var store = await OpenAsync();
        var (key, other) = (
            Sample.Key("member-1"),
            Sample.Key("member-1", "main") with
            {
                OrgId = Sample.Org("org-2"),
            }
        );
        var batch = Sample.Batch(key.Member, [new AccountWrite(Sample.Account(other), null)], Sample.Entry(key, "r1"));

        await Assert.ThrowsAsync<ArgumentException>(() => store.CommitAsync(batch, None));

        Assert.Null(await store.LoadAsync(other, None));
        Assert.Empty(await store.FindAsync(key.Member, [Sample.Id("r1")], None));
    }

    [Fact]
    public async Task Sixty_four_writers_on_one_account_lose_nothing()
    {
        const int writers = 64;
        var store = await OpenAsync();
        var key = Sample.Key();

        await Task.WhenAll(Enumerable.Range(0, writers).Select(n => Task.Run(() => PostAsync(store, key, $"r{n}"))));

        Assert.Equal(writers, (await store.LoadAsync(key, None))?.Value.Version);
        var page = await store.PageAsync(key, null, writers + 1, None);
        Assert.Equal(Enumerable.Range(1, writers).Select(n => (long)n).Reverse(), page.Items.Select(e => e.Version));
    }

    [Fact]
    public async Task Of_sixty_four_commits_of_one_entry_exactly_one_is_stored()
    {
        var store = await OpenAsync();
        var key = Sample.Key();
        var batch = Sample.Batch(key.Member, [], Sample.Refused(key, "r1"));

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 64).Select(_ => Task.Run(() => store.CommitAsync(batch, None)))
        );

        Assert.Equal(1, outcomes.Count(o => o == CommitOutcome.Committed));
        Assert.Equal(63, outcomes.Count(o => o == CommitOutcome.Duplicate));
        Assert.Single((await store.PageAsync(key, null, 9, None)).Items);
    }

    private static ImmutableArray<LedgerEntry> Entries(AccountKey key, int count) =>
        [.. Enumerable.Range(1, count).Select(n => Sample.Entry(key, $"r{n}", n))];

    private static async Task PostAsync(ILedgerStore store, AccountKey key, string name)
    {
        // One writer wins each round, so nobody loses more rounds than there are writers.
        for (var tries = 0; tries < 64; tries++)
        {
            var read = await store.LoadAsync(key, None);
            var version = (read?.Value.Version ?? 0) + 1;
            var batch = Sample.Batch(Sample.Account(key, version), read?.ETag, Sample.Entry(key, name, version));
            if (await store.CommitAsync(batch, None) == CommitOutcome.Committed)
                return;
        }
        Assert.Fail($"{name} was never committed.");
    }
}
