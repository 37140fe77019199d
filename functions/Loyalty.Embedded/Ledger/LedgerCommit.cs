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
    private const string NumberSql = "SELECT no FROM accounts WHERE key = ?";
    private const string RowSql =
        "SELECT revision, last, next_expiry, untold, hold_expiry FROM accounts WHERE no = ? AND key = ?";
    private const string ChangeSql =
        "SELECT account_changes.revision, account_changes.last, next_expiry, untold, hold_expiry"
        + " FROM account_changes JOIN accounts ON no = account WHERE seq = ? AND key = ?";
    private const string NewAccountSql = "INSERT INTO accounts (key, revision, last) VALUES (?, 0, 0)";
    private const string NewEntrySql = "INSERT INTO entries (account, previous, id, body) VALUES (?, ?, ?, ?)";
    private const string LastSql = "UPDATE accounts SET last = ? WHERE no = ?";
    private const string DueSql = "UPDATE accounts SET next_expiry = ?, untold = ?, hold_expiry = ? WHERE no = ?";
    private const string ReplaceSql =
        "UPDATE accounts SET next_expiry = ?, untold = ?, hold_expiry = ?, revision = ?, last = ?, body = ? WHERE no = ?";

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
    public CommitOutcome Apply(SqliteSession session, KeyIndex ids, EntryWords words, AccountChanges changes)
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
            if (!TryFind(session, changes, accounts[i], out states[i]))
                return CommitOutcome.Stale;

        // :: Step 3: entries, each linked to the one before it on its account. From here on nothing can be in the way.
        for (var i = 0; i < accounts.Length; i++)
            if (states[i].No == 0)
                changes.NoteAccount(states[i].No = Create(session, accounts[i]));
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
            Replace(session, changes, accounts[i], states[i]);
        return CommitOutcome.Committed;
    }

    /// <summary>Finds how the account stands; false when that is not as it was read. No row at all is number 0.</summary>
    private static bool TryFind(
        SqliteSession session,
        AccountChanges changes,
        AccountPart account,
        out AccountState state
    )
    {
        state = default;
        long revision = 0;
        if (account.ETag is null)
            state.No = NumberOf(session, account);
        else if (!AccountRow.TryParseETag(account.ETag, out state.No, out revision))
            return false;
        if (state.No == 0)
            return account.ETag is null;

        state.Change = changes.FindInWrite(state.No);
        using var row = state.Change is { } change
            ? session.Use(ChangeSql).Bind(1, change).Bind(2, account.Key)
            : session.Use(RowSql).Bind(1, state.No).Bind(2, account.Key);
        if (!row.Step())
            return false;
        state.Revision = row.Int64(0);
        state.Last = row.Int64(1);
        state.IsDueAsBefore =
            row.OptionalInt64(2) == account.NextExpiry
            && row.Bytes(3).SequenceEqual(account.Untold)
            && row.OptionalInt64(4) == account.HoldExpiry;
        // A row of revision 0 has refused entries only: for its readers there is no account yet.
        return !account.Writes || state.Revision == revision;
    }

    private static long NumberOf(SqliteSession session, AccountPart account)
    {
        using var row = session.Use(NumberSql).Bind(1, account.Key);
        return row.Step() ? row.Int64(0) : 0;
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

    /// <summary>Writes how an account stands now: to its row, where that is written anyhow and no change waits to be; or
    /// else as a change.</summary>
    private static void Replace(
        SqliteSession session,
        AccountChanges changes,
        AccountPart account,
        in AccountState state
    )
    {
        if (!account.Writes)
        {
            if (state.Change is { } change)
                changes.AddLast(session, state.No, change, state.Last);
            else
                session.Use(LastSql).Bind(1, state.Last).Bind(2, state.No).Run();
        }
        else if (state.IsDueAsBefore || state.Change is not null)
        {
            // Naming the columns would have SQLite rewrite their indexes even for equal values.
            if (!state.IsDueAsBefore)
                BindDue(session.Use(DueSql), account).Bind(4, state.No).Run();
            changes.Add(session, state.No, state.Revision + 1, state.Last, account.Body);
        }
        else
            BindDue(session.Use(ReplaceSql), account)
                .Bind(4, state.Revision + 1)
                .Bind(5, state.Last)
                .Bind(6, account.Body)
                .Bind(7, state.No)
                .Run();
    }

    private static Statement BindDue(Statement statement, AccountPart account) =>
        statement.Bind(1, account.NextExpiry).BindText(2, account.Untold).Bind(3, account.HoldExpiry);

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
        public long Revision;
        public long Last;

        /// <summary>The change that says so; null = its row does.</summary>
        public long? Change;
        public bool IsDueAsBefore;
    }
}
