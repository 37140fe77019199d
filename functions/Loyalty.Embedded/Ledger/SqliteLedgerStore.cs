using Loyalty.Ledger;
using Loyalty.Ledger.Rules;

namespace Loyalty.Embedded;

/// <summary>Accounts and entries in SQLite.</summary>
public sealed class SqliteLedgerStore(SqliteDatabase database) : ILedgerStore
{
    private const string EntrySql = "SELECT body FROM entries WHERE seq = ?";
    private const string DueSql = "SELECT key FROM accounts WHERE next_expiry < ? ORDER BY next_expiry, no LIMIT ?";
    private const string HoldsDueSql =
        "SELECT key FROM accounts WHERE hold_expiry <= ? ORDER BY hold_expiry, no LIMIT ?";
    private const string UntoldSql =
        "SELECT key FROM accounts WHERE untold >= ? AND untold <= ? ORDER BY untold, no LIMIT ?";

    /// <inheritdoc/>
    public TimeSpan JournalLag => TimeSpan.Zero;

    /// <inheritdoc/>
    public ValueTask<Versioned<Account>?> LoadAsync(AccountKey key, CancellationToken cancellationToken) =>
        database.Accounts.TryGet(key, out var account)
            ? new ValueTask<Versioned<Account>?>(account)
            : ReadAsync(key, cancellationToken);

    /// <inheritdoc/>
    public async Task<CommitOutcome> CommitAsync(LedgerBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Entries.Length + batch.Accounts.Length > LedgerBatch.MaxOperations)
            throw new ArgumentException($"More than {LedgerBatch.MaxOperations} operations.", nameof(batch));
        foreach (var entry in batch.Entries)
            if (entry.Account.Member != batch.Member)
                throw new ArgumentException("An entry is another member's.", nameof(batch));
        foreach (var write in batch.Accounts)
            if (write.After.Key.Member != batch.Member)
                throw new ArgumentException("An account is another member's.", nameof(batch));

        // Documents are written here, on the caller's thread, so that the one writer only binds bytes.
        var commit = LedgerCommit.Of(batch);
        return await database.Accounts.WriteAsync(
            batch.Accounts,
            () =>
                database.WriteAsync(
                    (commit, database),
                    static (session, state) =>
                        state.commit.Apply(
                            session,
                            state.database.EntryKeys,
                            state.database.EntryWords,
                            state.database.AccountChanges
                        ),
                    cancellationToken
                )
        );
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LedgerEntry>> FindAsync(
        MemberKey member,
        IReadOnlyCollection<EntryId> ids,
        CancellationToken cancellationToken
    ) =>
        ids.Count == 0
            ? []
            : await database.ReadAsync(
                (database.EntryKeys, member, ids),
                static (session, state) =>
                {
                    var found = new List<LedgerEntry>();
                    foreach (var id in state.ids)
                    {
                        if (state.EntryKeys.Find(session, RowKey.Of(id)) is not { } seq)
                            continue;
                        using var row = session.Use(EntrySql).Bind(1, seq);
                        if (!row.Step())
                            continue;
                        var entry = Documents.Read(row.Bytes(0), LedgerJson.Default.LedgerEntry);
                        if (entry.Account.Member == state.member)
                            found.Add(entry);
                    }
                    return found;
                },
                cancellationToken
            );

    /// <inheritdoc/>
    public async Task<Page<LedgerEntry>> PageAsync(
        AccountKey key,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        long? from = cursor is null ? null : Cursor.Parse(cursor);
        return await database.ReadAsync(
            (database.AccountChanges, key, from, limit),
            static (session, state) =>
                EntryScan.OfAccount(session, state.AccountChanges, state.key, state.from, state.limit),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task<LedgerEntry?> FindAsync(OrgId org, EntryId id, CancellationToken cancellationToken)
    {
        var entry = await database.ReadAsync(
            (database.EntryKeys, id),
            static (session, state) =>
            {
                if (state.EntryKeys.Find(session, RowKey.Of(state.id)) is not { } seq)
                    return null;
                using var row = session.Use(EntrySql).Bind(1, seq);
                return row.Step() ? Documents.Read(row.Bytes(0), LedgerJson.Default.LedgerEntry) : null;
            },
            cancellationToken
        );
        return entry?.OrgId == org ? entry : null;
    }

    /// <inheritdoc/>
    public async Task<Page<LedgerEntry>> SearchAsync(
        EntrySearch search,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await database.ReadAsync(
            (database, search, cursor, limit),
            static (session, state) =>
                state.search.MemberId is null
                    ? EntryScan.OfOrganisation(
                        session,
                        state.database.EntryWords,
                        state.search,
                        state.cursor,
                        state.limit
                    )
                    : EntryScan.OfMember(
                        session,
                        state.database.AccountChanges,
                        state.search,
                        state.cursor,
                        state.limit
                    ),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task<JournalPage> JournalAsync(
        OrgId org,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return await database.ReadAsync(
            (org, cursor, limit),
            static (session, state) => JournalScan.Read(session, state.org, state.cursor, state.limit),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AccountKey>> DueAsync(
        DateOnly day,
        int limit,
        CancellationToken cancellationToken
    ) =>
        await database.ReadAsync(
            (day, limit),
            static (session, state) => ReadKeys(session.Use(DueSql).Bind(1, state.day.DayNumber).Bind(2, state.limit)),
            cancellationToken
        );

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AccountKey>> HoldsDueAsync(
        DateTimeOffset at,
        int limit,
        CancellationToken cancellationToken
    ) =>
        await database.ReadAsync(
            (at.UtcTicks, limit),
            static (session, state) => ReadKeys(session.Use(HoldsDueSql).Bind(1, state.UtcTicks).Bind(2, state.limit)),
            cancellationToken
        );

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AccountKey>> UntoldAsync(
        OrgId org,
        ProgramId program,
        DateOnly day,
        int limit,
        CancellationToken cancellationToken
    ) =>
        await database.ReadAsync(
            (From: AccountRow.UntoldFrom(org, program), To: AccountRow.UntoldText(org, program, day), limit),
            static (session, state) =>
                ReadKeys(session.Use(UntoldSql).Bind(1, state.From).Bind(2, state.To).Bind(3, state.limit)),
            cancellationToken
        );

    private static List<AccountKey> ReadKeys(Statement rows)
    {
        var keys = new List<AccountKey>();
        using (rows)
            while (rows.Step())
                keys.Add(AccountRow.ParseKey(rows.Text(0)));
        return keys;
    }

    private async ValueTask<Versioned<Account>?> ReadAsync(AccountKey key, CancellationToken cancellationToken)
    {
        var clearings = database.Accounts.Clearings;
        var found = await database.ReadAsync(
            (database.AccountChanges, key),
            static (session, state) => AccountTable.Find(session, state.AccountChanges, state.key),
            cancellationToken
        );
        if (found is not null)
            database.Accounts.PutRead(found, clearings);
        return found;
    }
}
