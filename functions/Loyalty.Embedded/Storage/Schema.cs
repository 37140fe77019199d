using Loyalty.Catalog;

namespace Loyalty.Embedded;

/// <summary>The tables, and the version of their layout in <c>user_version</c>.</summary>
internal static class Schema
{
    /// <summary>
    /// Documents are kept as the JSON that every store uses; beside them stands only what is searched or compared.
    /// Rows are numbered in the order of their commit and ids are found through narrow tables (<see cref="KeyIndex"/>),
    /// so that the wide rows are only ever appended. An account's entries are a chain from <c>accounts.last</c> over
    /// <c>entries.previous</c>: a list newest first without an index to maintain.
    /// </summary>
    private const string First = """
        CREATE TABLE accounts (
          no INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL, last INTEGER NOT NULL,
          next_expiry INTEGER, body TEXT) STRICT;
        CREATE INDEX accounts_due ON accounts (next_expiry) WHERE next_expiry IS NOT NULL;
        CREATE TABLE entries (
          seq INTEGER PRIMARY KEY, account INTEGER NOT NULL, previous INTEGER NOT NULL, id BLOB NOT NULL,
          body TEXT NOT NULL) STRICT;
        CREATE TABLE entry_ids (key BLOB PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE claims (seq INTEGER PRIMARY KEY, id BLOB NOT NULL, body TEXT NOT NULL) STRICT;
        CREATE TABLE claim_ids (key BLOB PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;

        CREATE TABLE queues (no INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE messages (
          key INTEGER PRIMARY KEY, lease_until INTEGER NOT NULL, leased_by INTEGER NOT NULL,
          deliveries INTEGER NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL) STRICT;
        CREATE TABLE parked (id TEXT PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
        CREATE INDEX parked_by_age ON parked (at, id);

        CREATE TABLE deliveries (
          seq INTEGER PRIMARY KEY, id BLOB NOT NULL, org TEXT NOT NULL, status INTEGER NOT NULL,
          revision INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
        CREATE TABLE delivery_ids (key BLOB PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE INDEX deliveries_by_status ON deliveries (org, status);

        CREATE TABLE catalog (
          kind TEXT NOT NULL, scope TEXT NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL, body TEXT NOT NULL,
          PRIMARY KEY (kind, scope, id)) STRICT;

        CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO counters VALUES ('openings', 0), ('entry_ids', 0), ('claim_ids', 0), ('delivery_ids', 0);
        """;

    /// <summary>Who changed what in the catalog, by organisation and time; and the texts that members were sent where
    /// there is no gateway to send them.</summary>
    private const string Second = """
        CREATE TABLE audit (
          org TEXT NOT NULL, at INTEGER NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
          PRIMARY KEY (org, at, id)) STRICT, WITHOUT ROWID;
        CREATE TABLE outbox (
          seq INTEGER PRIMARY KEY, org TEXT NOT NULL, member TEXT NOT NULL, body TEXT NOT NULL) STRICT;
        CREATE INDEX outbox_by_member ON outbox (org, member);
        INSERT INTO counters VALUES ('catalog', 0);
        """;

    /// <summary>What rules have moved of their budgets, and what is set aside.</summary>
    private const string Third = """
        CREATE TABLE budgets (
          no INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
        CREATE TABLE reservations (
          seq INTEGER PRIMARY KEY, budget TEXT NOT NULL, entry BLOB NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL,
          UNIQUE (budget, entry)) STRICT;
        """;

    /// <summary>No table: entries name the version of their rule. Code that does not know that would take them for
    /// forged.</summary>
    private const string Fourth = "";

    /// <summary>No table: entries name the partner, the value and the bonus of what was asked for.</summary>
    private const string Fifth = "";

    /// <summary>How requests were answered, for a while, and the words by which they are found. Rows are never numbered
    /// twice: reports go on from the last number that they saw, also when all rows have gone.</summary>
    private const string Sixth = """
        CREATE TABLE request_log (
          seq INTEGER PRIMARY KEY AUTOINCREMENT, org TEXT NOT NULL, place TEXT NOT NULL UNIQUE, body TEXT NOT NULL)
          STRICT;
        CREATE TABLE request_terms (
          org TEXT NOT NULL, term TEXT NOT NULL, place TEXT NOT NULL, seq INTEGER NOT NULL,
          PRIMARY KEY (org, term, place)) STRICT, WITHOUT ROWID;
        """;

    /// <summary>No table: entries name the day on which they count for caps. Code that does not know that would leave them
    /// out of its sums.</summary>
    private const string Seventh = "";

    /// <summary>What was issued to members of programs.</summary>
    private const string Eighth = """
        CREATE TABLE issues (
          seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, client TEXT NOT NULL, program TEXT NOT NULL,
          at INTEGER NOT NULL, due INTEGER, revision INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
        CREATE INDEX issues_by_time ON issues (client, at, seq);
        CREATE INDEX issues_by_program ON issues (client, program, at, seq);
        CREATE INDEX issues_due ON issues (due) WHERE due IS NOT NULL;
        """;

    /// <summary>Whose parked messages are.</summary>
    private const string Ninth = """
        ALTER TABLE parked ADD COLUMN owner TEXT NOT NULL DEFAULT '';
        CREATE INDEX parked_by_owner ON parked (owner, at, id);
        """;

    /// <summary>By which day the members of each program are to be told of points that expire; and texts that are kept once.
    /// Accounts from before get the day from their first date of expiry: nobody was told of any.</summary>
    private const string Tenth = """
        ALTER TABLE accounts ADD COLUMN untold TEXT;
        UPDATE accounts SET untold =
            substr(key, 1, instr(key, char(31)))
            || substr(substr(key, instr(key, char(31)) + 1), instr(substr(key, instr(key, char(31)) + 1), char(31)) + 1)
            || char(31) || date('0001-01-01', '+' || next_expiry || ' days')
          WHERE next_expiry IS NOT NULL;
        CREATE INDEX accounts_untold ON accounts (untold) WHERE untold IS NOT NULL;
        ALTER TABLE outbox ADD COLUMN id TEXT;
        CREATE UNIQUE INDEX outbox_ids ON outbox (id);
        """;

    /// <summary>The terms under which members are found.</summary>
    private const string Eleventh = """
        CREATE TABLE catalog_terms (
          kind TEXT NOT NULL, scope TEXT NOT NULL, term TEXT NOT NULL, id TEXT NOT NULL,
          PRIMARY KEY (kind, scope, term, id)) STRICT, WITHOUT ROWID;
        """;

    /// <summary>Whose the issues are that are pending.</summary>
    private const string Twelfth = """
        ALTER TABLE issues ADD COLUMN pending TEXT;
        UPDATE issues SET pending = json_extract(body, '$.orgId') WHERE due IS NOT NULL;
        CREATE INDEX issues_pending ON issues (pending, at, seq) WHERE pending IS NOT NULL;
        """;

    /// <summary>When the time of each part of the request log is over.</summary>
    private const string Thirteenth = """
        ALTER TABLE request_log ADD COLUMN gone INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX request_log_gone ON request_log (gone);
        """;

    /// <summary>Under which opening of the file a message's row was written; who has it in hand is no longer.</summary>
    private const string Fourteenth = """
        ALTER TABLE messages DROP COLUMN lease_until;
        ALTER TABLE messages RENAME COLUMN leased_by TO opening;
        """;

    /// <summary>When the first of each account's holds expires.</summary>
    private const string Fifteenth = """
        ALTER TABLE accounts ADD COLUMN hold_expiry INTEGER;
        CREATE INDEX accounts_holds_due ON accounts (hold_expiry) WHERE hold_expiry IS NOT NULL;
        """;

    /// <summary>Redemptions of groups.</summary>
    private const string Sixteenth = """
        CREATE TABLE group_redemptions (
          seq INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, due INTEGER, revision INTEGER NOT NULL, body TEXT NOT NULL)
          STRICT;
        CREATE INDEX group_redemptions_due ON group_redemptions (due) WHERE due IS NOT NULL;
        """;

    /// <summary>The words under which entries are found over all members, and the shapes of entries that there are; and
    /// those of requests, in sorted runs as well.</summary>
    private const string Seventeenth = """
        CREATE TABLE entry_shapes (
          org TEXT NOT NULL, shape TEXT NOT NULL, PRIMARY KEY (org, shape)) STRICT, WITHOUT ROWID;
        CREATE TABLE entry_words (key BLOB PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        DROP TABLE request_terms;
        CREATE TABLE request_words (key BLOB PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO counters VALUES ('entry_words', 0), ('request_words', 0);
        """;

    /// <summary>How accounts stand since their rows were last written.</summary>
    private const string Eighteenth = """
        CREATE TABLE account_changes (
          seq INTEGER PRIMARY KEY, account INTEGER NOT NULL, revision INTEGER NOT NULL, last INTEGER NOT NULL,
          body TEXT) STRICT;
        INSERT INTO counters VALUES ('account_changes', 0);
        """;

    /// <summary>What each version added, oldest first, and what it makes of rows that are there already. Files that are out
    /// there have been through them, so a step is never changed: what is new is a step of its own.</summary>
    private static readonly (string Sql, Action<SqliteSession>? Fill)[] Steps =
    [
        (First, null),
        (Second, null),
        (Third, null),
        (Fourth, null),
        (Fifth, null),
        (Sixth, null),
        (Seventh, null),
        (Eighth, null),
        (Ninth, ParkedTable.NoteOwners),
        (Tenth, null),
        (Eleventh, TermTable.Fill<Member>),
        (Twelfth, null),
        (Thirteenth, SqliteRequestLog.NoteTimes),
        (Fourteenth, null),
        (Fifteenth, null),
        (Sixteenth, null),
        (Seventeenth, NoteWords),
        (Eighteenth, null),
    ];

    /// <summary>The layout that this code reads and writes.</summary>
    public static int Version => Steps.Length;

    /// <summary>Makes the tables in an empty file, and those that are missing in an older one; refuses a newer
    /// one.</summary>
    public static void Prepare(SqliteSession session, string directory)
    {
        Require(session, directory);
        var found = (int)session.ReadInt64("PRAGMA user_version");
        if (found == Version)
            return;
        // One transaction: a process that dies in the middle leaves the file as it was.
        session.Execute("BEGIN IMMEDIATE");
        foreach (var (sql, fill) in Steps.Skip(found))
        {
            session.Execute(sql);
            fill?.Invoke(session);
        }

        session.Execute($"PRAGMA user_version = {Version}; COMMIT");
    }

    private static void NoteWords(SqliteSession session)
    {
        EntryWords.Fill(session);
        SqliteRequestLog.NewWords().Fill(session);
    }

    /// <summary>Refuses a file that this code cannot read.</summary>
    public static void Require(SqliteSession session, string directory)
    {
        var found = session.ReadInt64("PRAGMA user_version");
        if (found > Version)
            throw new EmbeddedStoreException(
                $"The data in '{directory}' was written by a newer version (layout {found}, this one knows {Version})."
            );
    }
}
