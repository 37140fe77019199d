using System.Text.Json;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;

namespace Loyalty.Tests.Support;

/// <summary>
/// A ledger in memory that is stricter than any real one: a batch that breaks the rules of writing throws. Documents are
/// kept as JSON. A test can step in between read and write, or make a commit fail before or after it is stored.
/// </summary>
internal sealed class InMemoryLedgerStore : ILedgerStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<AccountKey, (string Json, long Version)> accounts = [];
    private readonly Dictionary<EntryId, string> entries = [];
    private readonly Dictionary<AccountKey, List<LedgerEntry>> histories = [];

    private readonly List<LedgerEntry> committed = [];

    /// <summary>Called once before the next commit, then forgotten.</summary>
    public Func<LedgerBatch, Task>? BeforeNextCommit { get; set; }

    /// <summary>Thrown once after the next batch is stored, as when the connection is lost.</summary>
    public Exception? AfterNextCommit { get; set; }

    public int Loads { get; private set; }

    public TimeSpan JournalLag { get; set; }

    public int Commits { get; private set; }

    /// <summary>The stored account as its bytes; empty when there is none.</summary>
    public string Bytes(AccountKey key) => accounts.TryGetValue(key, out var stored) ? stored.Json : "";

    /// <summary>All entries of all accounts, in the order of their commit.</summary>
    public IReadOnlyList<LedgerEntry> All => committed;

    /// <summary>All entries of an account, in the order of their commit.</summary>
    public IReadOnlyList<LedgerEntry> History(AccountKey key) => histories.GetValueOrDefault(key) ?? [];

    public IReadOnlyCollection<AccountKey> Keys => histories.Keys;

    public ValueTask<Versioned<Account>?> LoadAsync(AccountKey key, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Loads++;
            return new(
                accounts.TryGetValue(key, out var stored)
                    ? new Versioned<Account>(
                        JsonSerializer.Deserialize(stored.Json, LedgerJson.Default.Account)!,
                        stored.Version.ToString()
                    )
                    : null
            );
        }
    }

    public async Task<CommitOutcome> CommitAsync(LedgerBatch batch, CancellationToken cancellationToken)
    {
        CheckForm(batch);
        if (BeforeNextCommit is { } before)
        {
            BeforeNextCommit = null;
            await before(batch);
        }

        lock (gate)
        {
            var ids = batch.Entries.Select(entry => entry.Id).ToHashSet();
            if (ids.Count < batch.Entries.Length || ids.Any(entries.ContainsKey))
                return CommitOutcome.Duplicate;
            if (batch.Accounts.Any(write => ETagOf(write.After.Key) != write.ETag))
                return CommitOutcome.Stale;
            foreach (var write in batch.Accounts)
                accounts[write.After.Key] = (
                    JsonSerializer.Serialize(write.After, LedgerJson.Default.Account),
                    accounts.GetValueOrDefault(write.After.Key).Version + 1
                );
            foreach (var entry in batch.Entries)
            {
                var json = JsonSerializer.Serialize(entry, LedgerJson.Default.LedgerEntry);
                entries.Add(entry.Id, json);
                if (!histories.TryGetValue(entry.Account, out var history))
                    histories.Add(entry.Account, history = []);
                committed.Add(JsonSerializer.Deserialize(json, LedgerJson.Default.LedgerEntry)!);
                history.Add(committed[^1]);
            }

            Commits++;
        }

        if (AfterNextCommit is not { } fault)
            return CommitOutcome.Committed;
        AfterNextCommit = null;
        throw fault;
    }

    public Task<IReadOnlyList<LedgerEntry>> FindAsync(
        MemberKey member,
        IReadOnlyCollection<EntryId> ids,
        CancellationToken cancellationToken
    )
    {
        lock (gate)
            return Task.FromResult<IReadOnlyList<LedgerEntry>>([
                .. ids.Distinct()
                    .Where(entries.ContainsKey)
                    .Select(id => JsonSerializer.Deserialize(entries[id], LedgerJson.Default.LedgerEntry)!)
                    .Where(entry => entry.Account.Member == member),
            ]);
    }

    public Task<Page<LedgerEntry>> PageAsync(
        AccountKey key,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        lock (gate)
            return Task.FromResult(
                Pages.Of(
                    $"entries/{key}",
                    History(key).Select((entry, number) => ($"{number:D10}", entry)),
                    cursor,
                    limit,
                    newestFirst: true
                )
            );
    }

    public Task<LedgerEntry?> FindAsync(OrgId org, EntryId id, CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult(committed.FirstOrDefault(entry => entry.OrgId == org && entry.Id == id));
    }

    public Task<Page<LedgerEntry>> SearchAsync(
        EntrySearch search,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var list = $"search/{search.OrgId}/{search.MemberId}";
        lock (gate)
        {
            var looked = Pages.Of(
                list,
                committed
                    .Select((entry, number) => (Place: Pages.Place(entry.At, number), entry))
                    .Where(item => item.entry.OrgId == search.OrgId)
                    // Only within one member is anything looked for entry by entry.
                    .Where(item =>
                        search.MemberId is null ? search.Matches(item.entry) : item.entry.MemberId == search.MemberId
                    )
                    .Select(item => (item.Place, item)),
                cursor,
                EntrySearch.MostLookedAt,
                newestFirst: true
            );
            var found = looked.Items.Where(item => search.Matches(item.entry)).ToList();
            return Task.FromResult(
                new Page<LedgerEntry>(
                    [.. found.Take(limit).Select(item => item.entry)],
                    found.Count > limit ? Pages.Cursor(list, found[limit - 1].Place) : looked.NextCursor
                )
            );
        }
    }

    public Task<JournalPage> JournalAsync(OrgId org, string? cursor, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var skip = cursor is null ? 0 : int.Parse(Pages.PlaceIn("journal", cursor));
            var part = committed.Where(entry => entry.OrgId == org).Skip(skip).Take(limit).ToList();
            var next = Pages.Cursor("journal", $"{skip + part.Count}");
            return Task.FromResult(new JournalPage(part, next, part.Count < limit));
        }
    }

    public Task<IReadOnlyList<AccountKey>> DueAsync(DateOnly day, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
            return Task.FromResult<IReadOnlyList<AccountKey>>([
                .. accounts
                    .Values.Select(stored => JsonSerializer.Deserialize(stored.Json, LedgerJson.Default.Account)!)
                    .Where(account => account.NextExpiry < day)
                    .OrderBy(account => account.NextExpiry)
                    .Select(account => account.Key)
                    .Take(limit),
            ]);
    }

    public Task<IReadOnlyList<AccountKey>> HoldsDueAsync(
        DateTimeOffset at,
        int limit,
        CancellationToken cancellationToken
    )
    {
        lock (gate)
            return Task.FromResult<IReadOnlyList<AccountKey>>([
                .. accounts
                    .Values.Select(stored => JsonSerializer.Deserialize(stored.Json, LedgerJson.Default.Account)!)
                    .Where(account => account.NextHoldExpiry <= at)
                    .OrderBy(account => account.NextHoldExpiry)
                    .Select(account => account.Key)
                    .Take(limit),
            ]);
    }

    public Task<IReadOnlyList<AccountKey>> UntoldAsync(
        OrgId org,
        ProgramId program,
        DateOnly day,
        int limit,
        CancellationToken cancellationToken
    )
    {
        lock (gate)
            return Task.FromResult<IReadOnlyList<AccountKey>>([
                .. accounts
                    .Values.Select(stored => JsonSerializer.Deserialize(stored.Json, LedgerJson.Default.Account)!)
                    .Where(account => account.OrgId == org && account.ProgramId == program && account.NextUntold <= day)
                    .OrderBy(account => account.NextUntold)
                    .Select(account => account.Key)
                    .Take(limit),
            ]);
    }

    private string? ETagOf(AccountKey key) =>
        accounts.TryGetValue(key, out var stored) ? stored.Version.ToString() : null;

    private static void CheckForm(LedgerBatch batch)
    {
        if (batch.Entries.Length + batch.Accounts.Length > LedgerBatch.MaxOperations)
            throw new ArgumentException("Too many operations in one batch.");
        if (batch.Entries.Any(entry => entry.Account.Member != batch.Member))
            throw new ArgumentException("An entry of another member.");
        if (batch.Accounts.Any(write => write.After.Key.Member != batch.Member))
            throw new ArgumentException("An account of another member.");
        if (batch.Entries.Length + batch.Accounts.Length == 0)
            throw new ArgumentException("A batch of nothing.");
        foreach (var write in batch.Accounts.Where(_ => batch.Entries.Length > 0))
        {
            var posted = batch.Entries.Where(entry =>
                entry.Account == write.After.Key && entry.Status == EntryStatus.Success
            );
            if (posted.LastOrDefault()?.Version != write.After.Version)
                throw new ArgumentException("An account that does not end at its last posted entry.");
        }
    }
}
