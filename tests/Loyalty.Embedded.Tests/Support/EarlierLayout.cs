namespace Loyalty.Embedded.Tests.Support;

/// <summary>Makes a file one of an earlier version, by taking off what each later one added.</summary>
internal static class EarlierLayout
{
    private static readonly string[] Undo =
    [
        "",
        "",
        "DROP TABLE audit; DROP TABLE outbox; DELETE FROM counters WHERE name = 'catalog'",
        "DROP TABLE budgets; DROP TABLE reservations",
        "",
        "",
        "DROP TABLE request_log; DROP TABLE request_terms",
        "",
        "DROP TABLE issues",
        "DROP INDEX parked_by_owner; ALTER TABLE parked DROP COLUMN owner",
        """
            DROP INDEX accounts_untold; ALTER TABLE accounts DROP COLUMN untold;
            DROP INDEX outbox_ids; ALTER TABLE outbox DROP COLUMN id
            """,
        "DROP TABLE catalog_terms",
        "DROP INDEX issues_pending; ALTER TABLE issues DROP COLUMN pending",
        "DROP INDEX request_log_gone; ALTER TABLE request_log DROP COLUMN gone",
        """
            ALTER TABLE messages RENAME COLUMN opening TO leased_by;
            ALTER TABLE messages ADD COLUMN lease_until INTEGER NOT NULL DEFAULT 0
            """,
        "DROP INDEX accounts_holds_due; ALTER TABLE accounts DROP COLUMN hold_expiry",
        "DROP TABLE group_redemptions",
        """
            DROP TABLE entry_shapes; DROP TABLE entry_words; DROP TABLE request_words;
            DELETE FROM counters WHERE name IN ('entry_words', 'request_words');
            CREATE TABLE request_terms (
              org TEXT NOT NULL, term TEXT NOT NULL, place TEXT NOT NULL, seq INTEGER NOT NULL,
              PRIMARY KEY (org, term, place)) STRICT, WITHOUT ROWID
            """,
        """
            UPDATE accounts SET (revision, last, body) = (
                SELECT revision, last, body FROM account_changes WHERE account = no ORDER BY seq DESC LIMIT 1)
              WHERE no IN (SELECT account FROM account_changes);
            DROP TABLE account_changes; DELETE FROM counters WHERE name = 'account_changes'
            """,
    ];

    /// <summary>Takes an open file back to a version.</summary>
    public static void Restore(SqliteSession session, int version)
    {
        for (var step = Schema.Version; step > version; step--)
            session.Execute(Undo[step]);
        session.Execute($"PRAGMA user_version = {version}");
    }
}
