using System.Text;
using System.Text.Json;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;

namespace Loyalty.Embedded;

/// <summary>
/// A batch as bytes, and the writing of it. All conflicts are looked for before the first row is written, so a batch
/// that is refused leaves nothing to take back.
/// </summary>
internal sealed class LedgerCommit
{
    private const string ByNumberSql =
        "SELECT no, revision, last, next_expiry, untold, hold_expiry FROM accounts WHERE no = ? AND key = ?";
    private const string ByKeySql =
        "SELECT no, revision, last, next_expiry, untold, hold_expiry FROM accounts WHERE key = ?";
    private const string NewAccountSql = "INSERT INTO accounts (key, revision, last) VALUES (?, 0, 0)";
    private const string NewEntrySql = "INSERT INTO entries (account, previous, id, body) VALUES (?, ?, ?, ?)";
    private const string LastSql = "UPDATE accounts SET last = ? WHERE no = ?";
    private const string ReplaceSql = "UPDATE accounts SET revision = revision + 1, last = ?, body = ? WHERE no = ?";
    private const string ReplaceDueSql =
        "UPDATE accounts SET revision = revision + 1, last = ?, body = ?, next_expiry = ?, untold = ?, hold_expiry = ?"
        + " WHERE no = ?";

    private readonly AccountPart[] accounts;
    private readonly EntryPart[] entries;
    private readonly bool repeatsAnEntry;

    private LedgerCommit(AccountPart[] accounts, EntryPart[] entries)
    {
        this.accounts = accounts;
        this.entries = entries;
        repeatsAnEntry = entries.Length > 1 && entries.DistinctBy(e => e.Id).Count() < entries.Length;
    }

    public static LedgerCommit Of(LedgerBatch batch)
    {
        var parts = new List<AccountPart>(1);
        foreach (var write in batch.Accounts)
        {
            if (parts.Exists(a => a.Account == write.After.Key))
                throw new ArgumentException("An account is written twice.", nameof(batch));
            parts.Add(
                new AccountPart(write.After.Key)
                {
                    Writes = true,
                    ETag = write.ETag,
                    NextExpiry = write.After.NextExpiry?.DayNumber,
                    Untold = UntoldOf(write.After),
                    HoldExpiry = write.After.NextHoldExpiry?.UtcTicks,
                    Body = JsonSerializer.SerializeToUtf8Bytes(write.After, LedgerJson.Default.Account),
                }
            );
        }

        var rows = new EntryPart[batch.Entries.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var entry = batch.Entries[i];
            var account = parts.FindIndex(a => a.Account == entry.Account);
            if (account < 0)
            {
                account = parts.Count;
                parts.Add(new AccountPart(entry.Account));
            }
            var body = JsonSerializer.SerializeToUtf8Bytes(entry, LedgerJson.Default.LedgerEntry);
            rows[i] = new EntryPart(RowKey.Of(entry.Id), account, body, EntryWords.MarksOf(entry));
        }
        return new LedgerCommit([.. parts], rows);
    }

    /// <summary>Writes the batch in the open transaction, or nothing.</summary>
    public CommitOutcome Apply(SqliteSession session, KeyIndex ids, EntryWords words)
    {
        // :: Step 1: duplicates come first, because a batch that was committed before is also stale.
        if (repeatsAnEntry)
            return CommitOutcome.Duplicate;
        foreach (var entry in entries)
            if (ids.FindInWrite(session, entry.Id) is not null)
                return CommitOutcome.Duplicate;

        // :: Step 2: each account must stand as it was read.
        Span<AccountState> states = new AccountState[accounts.Length];
        for (var i = 0; i < accounts.Length; i++)
            if (!TryFind(session, accounts[i], out states[i]))
                return CommitOutcome.Stale;

        // :: Step 3: entries, each linked to the one before it on its account. From here on nothing can be in the way.
        for (var i = 0; i < accounts.Length; i++)
            if (states[i].No == 0)
                states[i].No = Create(session, accounts[i]);
        foreach (var entry in entries)
        {
            ref var state = ref states[entry.Account];
            session
                .Use(NewEntrySql)
                .Bind(1, state.No)
                .Bind(2, state.Last)
                .BindBlob(3, RowKey.Bytes(entry.Id))
                .Bind(4, entry.Body)
                .Run();
            state.Last = session.LastRow;
            ids.Add(entry.Id, state.Last);
            words.Add(session, entry.Marks, state.Last);
        }

        // :: Step 4: accounts, with the end of their chain.
        for (var i = 0; i < accounts.Length; i++)
            Replace(session, accounts[i], states[i]);
        return CommitOutcome.Committed;
    }

    /// <summary>Finds the account's row; false when it is not as it was read. No row at all is number 0.</summary>
    private static bool TryFind(SqliteSession session, AccountPart account, out AccountState state)
    {
        state = default;
        long revision = 0;
        if (account.ETag is not null && !AccountRow.TryParseETag(account.ETag, out state.No, out revision))
            return false;

        using var row = account.ETag is null
            ? session.Use(ByKeySql).Bind(1, account.Key)
            : session.Use(ByNumberSql).Bind(1, state.No).Bind(2, account.Key);
        if (!row.Step())
            return account.ETag is null;
        state = new AccountState
        {
            No = row.Int64(0),
            Last = row.Int64(2),
            IsDueAsBefore =
                row.OptionalInt64(3) == account.NextExpiry
                && row.Bytes(4).SequenceEqual(account.Untold)
                && row.OptionalInt64(5) == account.HoldExpiry,
        };
        // A row of revision 0 has refused entries only: for its readers there is no account yet.
        return !account.Writes || row.Int64(1) == revision;
    }

    private static byte[] UntoldOf(Account account) =>
        account.NextUntold is { } day
            ? Encoding.UTF8.GetBytes(AccountRow.UntoldText(account.OrgId, account.ProgramId, day))
            : [];

    private static long Create(SqliteSession session, AccountPart account)
    {
        session.Use(NewAccountSql).Bind(1, account.Key).Run();
        return session.LastRow;
    }

    private static void Replace(SqliteSession session, AccountPart account, in AccountState state)
    {
        if (!account.Writes)
            session.Use(LastSql).Bind(1, state.Last).Bind(2, state.No).Run();
        else if (state.IsDueAsBefore)
            // Naming the columns would have SQLite rewrite their indexes even for equal values.
            session.Use(ReplaceSql).Bind(1, state.Last).Bind(2, account.Body).Bind(3, state.No).Run();
        else
            session
                .Use(ReplaceDueSql)
                .Bind(1, state.Last)
                .Bind(2, account.Body)
                .Bind(3, account.NextExpiry)
                .BindText(4, account.Untold)
                .Bind(5, account.HoldExpiry)
                .Bind(6, state.No)
                .Run();
    }

    /// <summary>An account that the batch writes, or that its entries merely belong to.</summary>
    private sealed class AccountPart(AccountKey account)
    {
        public AccountKey Account { get; } = account;
        public byte[] Key { get; } = Encoding.UTF8.GetBytes(AccountRow.KeyText(account));
        public bool Writes { get; init; }
        public string? ETag { get; init; }
        public long? NextExpiry { get; init; }
        public long? HoldExpiry { get; init; }

        /// <summary>UTF-8; empty = nobody is to be told of anything.</summary>
        public byte[] Untold { get; init; } = [];
        public byte[] Body { get; init; } = [];
    }

    private sealed record EntryPart(UInt128 Id, int Account, byte[] Body, EntryMarks Marks);

    private struct AccountState
    {
        public long No;
        public long Last;
        public bool IsDueAsBefore;
    }
}
