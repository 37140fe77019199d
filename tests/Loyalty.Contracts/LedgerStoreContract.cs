using Loyalty.Contracts.Support;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;

namespace Loyalty.Contracts;

/// <summary>What every <see cref="ILedgerStore"/> does with single commits. Each test has a store of its own.</summary>
public abstract class LedgerStoreContract
{
    private static CancellationToken None => CancellationToken.None;

    /// <summary>An empty store.</summary>
    protected abstract Task<ILedgerStore> OpenAsync();

    /// <summary>The same data in a new instance, as after a restart.</summary>
    protected abstract Task<ILedgerStore> ReopenAsync();

    [Fact]
    public async Task An_account_without_entries_does_not_exist()
    {
        var store = await OpenAsync();

        Assert.Null(await store.LoadAsync(Sample.Key(), None));
    }

    [Fact]
    public async Task A_committed_account_and_its_entry_are_found()
    {
        var store = await OpenAsync();
        var key = Sample.Key();
        var account = Sample.Account(key, expires: new DateOnly(2027, 1, 31));
        var entry = Sample.Entry(key, "r1");

        Assert.Equal(CommitOutcome.Committed, await store.CommitAsync(Sample.Batch(account, null, entry), None));

        var read = await store.LoadAsync(key, None);
        Same.Json(account, Assert.IsType<Versioned<Account>>(read).Value);
        Same.Json(entry, Assert.Single(await store.FindAsync(key.Member, [entry.Id], None)));
    }

    [Fact]
    public async Task Every_field_survives_the_store_and_a_restart()
    {
        var store = await OpenAsync();
        var member = new MemberKey(Sample.Org(), TextId.From<MemberId>(Sample.OddText));
        var key = Sample.Key(member);
        var account = Sample.Account(key, 7, new DateOnly(2027, 2, 28)) with
        {
            LifetimeRedeemed = new Points(long.MaxValue),
            Buckets = [new Bucket(new DateOnly(2027, 2, 28), new Points(60)), new Bucket(null, new Points(10))],
            Usage = [new CapUsage(TextId.From<RuleId>("rule-1"), "2026-W47", new Points(70))],
            Code = new ValidationCode
            {
                Nonce = "nonce",
                Length = 6,
                ExpiresAt = Sample.At.AddTicks(1),
                TriesLeft = 4,
                TimesSent = 2,
            },
            CodesIssued = [Sample.At, Sample.At.AddTicks(1)],
        };
        var entry = EntryHash.Seal(
            Sample.Entry(key, Sample.OddText, 7) with
            {
                Kind = EntryKind.Reverse,
                Code = Refusal.None,
                RuleId = TextId.From<RuleId>("rule-1"),
                ClientId = TextId.From<ClientId>("client-1"),
                Reference = Sample.OddText,
                Points = new Points(-10),
                Buckets = [new Bucket(new DateOnly(2027, 2, 28), new Points(-10))],
                Reverses = Sample.Id("earlier"),
                BudgetTicket = 7,
                CountsOn = "2026-11-21",
                At = Sample.At.AddTicks(1),
                PreviousHash = "before",
                ContentHash = "content",
                TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            }
        );
        await store.CommitAsync(Sample.Batch(account, null, entry), None);

        store = await ReopenAsync();

        Same.Json(account, (await store.LoadAsync(key, None))?.Value);
        var found = Assert.Single(await store.FindAsync(member, [entry.Id], None));
        Same.Json(entry, found);
        Assert.Equal(found.Hash, EntryHash.Of(found));
        Same.Json(entry, Assert.Single((await store.PageAsync(key, null, 10, None)).Items));
    }

    [Fact]
    public async Task What_is_noted_in_an_account_is_read_although_its_version_stays()
    {
        var store = await OpenAsync();
        var key = Sample.Key();
        await store.CommitAsync(Sample.Batch(Sample.Account(key), null, Sample.Entry(key, "r1")), None);
        for (var time = 1; time <= 3; time++)
        {
            var read = Assert.IsType<Versioned<Account>>(await store.LoadAsync(key, None));
            var noted = read.Value with { CodesIssued = [Sample.At.AddSeconds(time)] };

            Assert.Equal(CommitOutcome.Committed, await store.CommitAsync(Sample.Batch(noted, read.ETag), None));

            Same.Json(noted, (await store.LoadAsync(key, None))?.Value);
        }
    }

    [Fact]
    public async Task A_write_with_an_old_tag_is_stale_and_leaves_nothing()
    {
        var store = await OpenAsync();
        var key = Sample.Key();
        await store.CommitAsync(Sample.Batch(Sample.Account(key), null, Sample.Entry(key, "r1")), None);
        var old = Assert.IsType<Versioned<Account>>(await store.LoadAsync(key, None));
        await store.CommitAsync(Sample.Batch(Sample.Account(key, 2), old.ETag, Sample.Entry(key, "r2", 2)), None);

        var late = Sample.Entry(key, "late", 3);
        var outcome = await store.CommitAsync(Sample.Batch(Sample.Account(key, 3), old.ETag, late), None);

        Assert.Equal(CommitOutcome.Stale, outcome);
        await AssertUntouched(store, key, version: 2, late.Id);
    }

    [Fact]
    public async Task An_entry_that_exists_makes_the_batch_a_duplicate_that_leaves_nothing()
    {
        var store = await OpenAsync();
        var key = Sample.Key();
        await store.CommitAsync(Sample.Batch(Sample.Account(key), null, Sample.Entry(key, "r1")), None);
        var etag = Assert.IsType<Versioned<Account>>(await store.LoadAsync(key, None)).ETag;

        var fresh = Sample.Entry(key, "fresh", 2);
        var outcome = await store.CommitAsync(
            Sample.Batch(Sample.Account(key, 3), etag, fresh, Sample.Entry(key, "r1", 3)),
            None
        );

        Assert.Equal(CommitOutcome.Duplicate, outcome);
        await AssertUntouched(store, key, version: 1, fresh.Id);
        Assert.Equal(etag, (await store.LoadAsync(key, None))?.ETag);
    }

    [Fact]
    public async Task A_batch_that_is_both_duplicate_and_stale_is_a_duplicate()
    {
        var store = await OpenAsync();
        var key = Sample.Key();
        var batch = Sample.Batch(Sample.Account(key), null, Sample.Entry(key, "r1"));
        await store.CommitAsync(batch, None);

        Assert.Equal(CommitOutcome.Duplicate, await store.CommitAsync(batch, None));
        await AssertUntouched(store, key, version: 1);
    }

    [Fact]
    public async Task A_batch_that_has_an_entry_twice_is_a_duplicate_that_leaves_nothing()
    {
        var store = await OpenAsync();
        var key = Sample.Key();
        var entry = Sample.Entry(key, "r1");

        var outcome = await store.CommitAsync(Sample.Batch(Sample.Account(key), null, entry, entry), None);

        Assert.Equal(CommitOutcome.Duplicate, outcome);
        Assert.Null(await store.LoadAsync(key, None));
        Assert.Empty(await store.FindAsync(key.Member, [entry.Id], None));
    }

    private static async Task AssertUntouched(ILedgerStore store, AccountKey key, long version, params EntryId[] absent)
    {
        Assert.Equal(version, (await store.LoadAsync(key, None))?.Value.Version);
        Assert.Empty(await store.FindAsync(key.Member, absent, None));
        Assert.Equal(version, (await store.PageAsync(key, null, 50, None)).Items.Count);
    }
}
