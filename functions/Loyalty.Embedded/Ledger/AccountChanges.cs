namespace Loyalty.Embedded;

/// <summary>
/// How accounts stand since their rows were last written. Accounts are written again and again, all over their table; so
/// a change is appended where it costs its own few hundred bytes, and an account's row is written once for all changes of
/// a run.
/// </summary>
/// <param name="longestRun">How many changes make the longest run.</param>
/// <param name="runLength">And a usual one.</param>
internal sealed class AccountChanges(int longestRun, int runLength = AccountChanges.DefaultRunLength)
    : SortedRuns("account_changes")
{
    private const int DefaultRunLength = 16_384;

    /// <summary>A run grows with the number of accounts: with one change for so many, several share a page.</summary>
    private const int AccountsForOneChange = 4;

    private const string AddSql =
        "INSERT INTO account_changes (seq, account, revision, last, body) VALUES (?, ?, ?, ?, ?)";
    private const string AddLastSql =
        "INSERT INTO account_changes (seq, account, revision, last, body)"
        + " SELECT ?, account, revision, ?, body FROM account_changes WHERE seq = ?";
    private const string MoveSql =
        "UPDATE accounts SET (revision, last, body) ="
        + " (SELECT revision, last, body FROM account_changes WHERE seq = ?) WHERE no = ?";
    private const string NewestSql = "SELECT account, seq FROM account_changes WHERE seq > ? ORDER BY seq";
    private const string FirstSql = "SELECT min(seq) FROM account_changes";
    private const string AccountsSql = "SELECT max(no) FROM accounts";
    private const string TrimSql = "DELETE FROM account_changes WHERE seq <= ?";

    private long accounts;

    /// <summary>The last number that was given; no number is given twice, also when all rows have gone.</summary>
    private long lastGiven;

    /// <summary>The row up to which changes that are in their accounts' rows have been deleted.</summary>
    private long trimmed;
    private long trimming;

    /// <inheritdoc/>
    protected override long RowsOfRun => Math.Max(runLength, Math.Min(longestRun, accounts / AccountsForOneChange));

    /// <summary>The row of an account's latest change, as the open transaction sees it; null = its own row says how it
    /// stands. For the writer.</summary>
    public long? FindInWrite(long account) => FindPending(KeyOf(account)) ?? FindInMemory(KeyOf(account));

    /// <summary>As of the latest commit.</summary>
    public long? Find(long account) => FindInMemory(KeyOf(account));

    /// <summary>Appends how an account stands.</summary>
    public void Add(SqliteSession session, long account, long revision, long last, ReadOnlySpan<byte> body)
    {
        session.Use(AddSql).Bind(1, ++lastGiven).Bind(2, account).Bind(3, revision).Bind(4, last).Bind(5, body).Run();
        Note(KeyOf(account), lastGiven);
    }

    /// <summary>Appends that only the end of an account's chain of entries is another than in its latest change.</summary>
    public void AddLast(SqliteSession session, long account, long change, long last)
    {
        session.Use(AddLastSql).Bind(1, ++lastGiven).Bind(2, last).Bind(3, change).Run();
        Note(KeyOf(account), lastGiven);
    }

    /// <summary>Notes that there is an account of this number.</summary>
    public void NoteAccount(long account) => accounts = Math.Max(accounts, account);

    /// <inheritdoc/>
    public override void BeforeCommit(SqliteSession session)
    {
        base.BeforeCommit(session);
        Trim(session, trimmed + Slice);
    }

    /// <inheritdoc/>
    public override void Committed()
    {
        trimmed = trimming;
        base.Committed();
    }

    /// <inheritdoc/>
    public override void RolledBack()
    {
        trimming = trimmed;
        base.RolledBack();
    }

    /// <inheritdoc/>
    public override bool Settle(SqliteSession session)
    {
        Trim(session, TableRow);
        return base.Settle(session) || trimming < LastRow;
    }

    /// <inheritdoc/>
    protected override IEnumerable<(UInt128 Key, long Row)> ReadAfter(SqliteSession session, long row)
    {
        using var rows = session.Use(NewestSql).Bind(1, row);
        while (rows.Step())
            yield return (KeyOf(rows.Int64(0)), rows.Int64(1));
    }

    /// <inheritdoc/>
    protected override void Loaded(SqliteSession session)
    {
        lastGiven = Math.Max(LastRow, TableRow);
        accounts = session.ReadInt64(AccountsSql);
        trimmed = trimming = session.ReadInt64(FirstSql) is > 0 and var first ? first - 1 : TableRow;
    }

    /// <inheritdoc/>
    protected override void Recall(KeyTable memory, UInt128 key, long row) => memory.Add(key, row);

    /// <inheritdoc/>
    protected override void Move(SqliteSession session, UInt128 key, long row) =>
        session.Use(MoveSql).Bind(1, row).Bind(2, (long)key).Run();

    private static UInt128 KeyOf(long account) => (UInt128)account;

    private void Trim(SqliteSession session, long most)
    {
        var to = Math.Min(most, TableRow);
        if (to <= trimmed)
            return;
        session.Use(TrimSql).Bind(1, to).Run();
        trimming = to;
    }
}
