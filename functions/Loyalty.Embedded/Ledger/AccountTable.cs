using Loyalty.Ledger.Rules;

namespace Loyalty.Embedded;

/// <summary>Reads how accounts stand: as their latest change says, or else as their row does.</summary>
internal static class AccountTable
{
    private const string ByKeySql = "SELECT no, revision, last, body FROM accounts WHERE key = ?";
    private const string KeysSql = "SELECT no, key FROM accounts WHERE no > ? ORDER BY no LIMIT ?";
    private const string KeysOfMemberSql = "SELECT key FROM accounts WHERE key >= ? AND key < ?";

    // Its columns are those of the row.
    private const string ChangeSql = "SELECT account, revision, last, body FROM account_changes WHERE seq = ?";

    /// <summary>The account, or null where there is none: then there may yet be entries that were refused.</summary>
    public static Versioned<Account>? Find(SqliteSession session, AccountChanges changes, AccountKey key) =>
        Read(
            session,
            changes,
            AccountRow.KeyText(key),
            static row =>
                row.IsNull(3)
                    ? null
                    : new Versioned<Account>(
                        Documents.Read(row.Bytes(3), LedgerJson.Default.Account),
                        AccountRow.ETag(row.Int64(0), row.Int64(1))
                    )
        );

    /// <summary>The account's number and the last row of its chain of entries; zero where there is none.</summary>
    public static (long No, long Last) EndOfChain(SqliteSession session, AccountChanges changes, AccountKey key) =>
        EndOfChain(session, changes, AccountRow.KeyText(key));

    /// <summary>The same for each account of a member.</summary>
    public static List<(long No, long Last)> EndsOfChains(
        SqliteSession session,
        AccountChanges changes,
        MemberKey member
    )
    {
        var (from, before) = AccountRow.KeysOf(member);
        var keys = new List<string>();
        using (var rows = session.Use(KeysOfMemberSql).Bind(1, from).Bind(2, before))
            while (rows.Step())
                keys.Add(rows.Text(0));
        return keys.ConvertAll(key => EndOfChain(session, changes, key));
    }

    /// <summary>A portion of all accounts, in the order of their first entry.</summary>
    /// <param name="session">Reads.</param>
    /// <param name="changes">What is not in the rows yet.</param>
    /// <param name="after">The last number of the portion before.</param>
    /// <param name="most">Of so many rows at most.</param>
    /// <param name="accounts">Gets the accounts.</param>
    /// <returns>The last number of this one; null when there are no more.</returns>
    public static long? Portion(
        SqliteSession session,
        AccountChanges changes,
        long after,
        int most,
        List<Account> accounts
    )
    {
        var keys = new List<string>();
        using (var rows = session.Use(KeysSql).Bind(1, after).Bind(2, most))
            while (rows.Step())
            {
                after = rows.Int64(0);
                keys.Add(rows.Text(1));
            }

        foreach (var key in keys)
            if (Find(session, changes, AccountRow.ParseKey(key)) is { } found)
                accounts.Add(found.Value);
        return keys.Count < most ? null : after;
    }

    private static (long No, long Last) EndOfChain(SqliteSession session, AccountChanges changes, string key) =>
        Read(session, changes, key, static row => (row.Int64(0), row.Int64(2)));

    /// <summary>Reads from the row or the change, whichever is newer.</summary>
    private static T? Read<T>(SqliteSession session, AccountChanges changes, string key, Func<Statement, T> read)
    {
        while (true)
        {
            var before = changes.RunsDone;
            long no;
            long change;
            using (var row = session.Use(ByKeySql).Bind(1, key))
            {
                if (!row.Step())
                    return default;
                // Where none is in memory and no run has left it since, nothing newer was committed before the row was read.
                no = row.Int64(0);
                if (changes.Find(no) is { } found)
                    change = found;
                else if (changes.RunsDone == before)
                    return read(row);
                else
                    continue;
            }

            using var changed = session.Use(ChangeSql).Bind(1, change);
            if (changed.Step())
                return read(changed);
            // It has gone into the account's row meanwhile, and another may have followed.
            if (changes.Find(no) == change)
                throw new EmbeddedStoreException($"Change {change} of account {no} is not there.");
        }
    }
}
