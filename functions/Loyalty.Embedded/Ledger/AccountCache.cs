using System.Collections.Concurrent;
using System.Collections.Immutable;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;

namespace Loyalty.Embedded;

/// <summary>
/// Accounts as they were last committed. This process is the only writer of the file, so what it committed last is what a
/// read would find; and should it ever not be, the commit says so by the tag. An older version never takes the place of a
/// newer one. While one is being written it is not told: between the commit and its keeping here, others may know of the
/// commit already and must not be shown what was before.
/// </summary>
/// <param name="size">Most accounts kept; then all are forgotten and those in use come back.</param>
internal sealed class AccountCache(int size)
{
    private readonly ConcurrentDictionary<AccountKey, Versioned<Account>> accounts = new();
    private readonly ConcurrentDictionary<AccountKey, int> writing = new();
    private readonly Lock gate = new();
    private long clearings;
    private int count;

    /// <summary>To be noted before a read, for <see cref="PutRead"/>.</summary>
    public long Clearings => Volatile.Read(ref clearings);

    public bool TryGet(AccountKey key, out Versioned<Account>? account)
    {
        // In this order: a write that has ended by now has put its account here before.
        if (!writing.ContainsKey(key))
            return accounts.TryGetValue(key, out account);
        account = null;
        return false;
    }

    /// <summary>Has accounts written, and keeps what was committed.</summary>
    public async Task<CommitOutcome> WriteAsync(ImmutableArray<AccountWrite> writes, Func<Task<CommitOutcome>> write)
    {
        foreach (var one in writes)
            writing.AddOrUpdate(one.After.Key, 1, static (_, count) => count + 1);
        CommitOutcome? outcome = null;
        try
        {
            outcome = await write();
            return outcome.Value;
        }
        finally
        {
            foreach (var (after, etag) in writes)
            {
                if (outcome == CommitOutcome.Committed && AccountRow.NextETag(etag) is { } next)
                    PutCommitted(new Versioned<Account>(after, next));
                else if (outcome is CommitOutcome.Stale or null)
                    Remove(after.Key);
                EndWrite(after.Key);
            }
        }
    }

    /// <summary>Keeps what was read, unless all was forgotten since: then a newer one may have been among it.</summary>
    public void PutRead(Versioned<Account> account, long clearingsBefore)
    {
        lock (gate)
            if (clearings == clearingsBefore)
                Put(account);
    }

    /// <summary>Keeps what was committed.</summary>
    public void PutCommitted(Versioned<Account> account)
    {
        lock (gate)
            Put(account);
    }

    /// <summary>Forgets an account.</summary>
    public void Remove(AccountKey key)
    {
        lock (gate)
            if (accounts.TryRemove(key, out _))
                count--;
    }

    private void EndWrite(AccountKey key)
    {
        while (writing.TryGetValue(key, out var count))
            if (count == 1 ? writing.TryRemove(new(key, 1)) : writing.TryUpdate(key, count - 1, count))
                return;
    }

    private void Put(Versioned<Account> account)
    {
        var key = account.Value.Key;
        if (accounts.TryGetValue(key, out var kept))
        {
            // Not by the account's version: what moves no points does not change that.
            if (AccountRow.RevisionOf(kept.ETag) < AccountRow.RevisionOf(account.ETag))
                accounts[key] = account;
            return;
        }

        if (count >= size)
        {
            accounts.Clear();
            count = 0;
            clearings++;
        }

        accounts[key] = account;
        count++;
    }
}
