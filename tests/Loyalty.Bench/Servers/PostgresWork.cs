using System.Globalization;

namespace Loyalty.Bench.Servers;

/// <summary>What a PostgreSQL is given to do.</summary>
/// <param name="Text">In words.</param>
/// <param name="Setup">Makes tables and functions; for psql.</param>
/// <param name="Script">One transaction; for pgbench.</param>
internal sealed record PostgresWork(string Text, string Setup, string Script)
{
    private static readonly string EntryText = new('x', 400);

    /// <summary>An account updated and a 400-byte entry inserted: what a ledger cannot do without.</summary>
    /// <param name="accounts">Accounts there are.</param>
    public static PostgresWork TwoStatements(int accounts) =>
        new(
            "one UPDATE and one INSERT a commit",
            $"""
            CREATE TABLE account (id bigint PRIMARY KEY, balance bigint NOT NULL, version bigint NOT NULL);
            CREATE TABLE entry (id bigserial PRIMARY KEY, account bigint NOT NULL, points bigint NOT NULL, body text NOT NULL);
            INSERT INTO account SELECT id, 0, 0 FROM generate_series(1, {Number(accounts)}) id;
            VACUUM ANALYZE account;
            """,
            $"""
            \set account random(1, {Number(accounts)})
            BEGIN;
            UPDATE account SET balance = balance + 10, version = version + 1 WHERE id = :account;
            INSERT INTO entry (account, points, body) VALUES (:account, 10, '{EntryText}');
            COMMIT;
            """
        );

    /// <summary>
    /// All that the ledger does for an award, as one stored function: nothing twice for one request, a cap a day, a bucket
    /// for each day of expiry, an entry of 400 bytes chained by its hash, the balance. What is refused has its entry too.
    /// </summary>
    /// <param name="accounts">Accounts there are.</param>
    /// <param name="capADay">Points that an account gets in a day at most.</param>
    public static PostgresWork WholeApply(int accounts, long capADay) =>
        new(
            "a stored function that does the whole of an apply",
            $"""
            CREATE TABLE account (
              id bigint PRIMARY KEY, balance bigint NOT NULL, number bigint NOT NULL, head bytea NOT NULL,
              used bigint NOT NULL, used_on date NOT NULL);
            CREATE TABLE bucket (account bigint, expires date, points bigint NOT NULL, PRIMARY KEY (account, expires));
            CREATE TABLE entry (
              request uuid PRIMARY KEY, account bigint NOT NULL, number bigint NOT NULL, points bigint NOT NULL,
              balance bigint NOT NULL, expires date NOT NULL, at timestamptz NOT NULL, hash bytea NOT NULL, body text NOT NULL);
            INSERT INTO account SELECT id, 0, 0, sha256(''), 0, current_date FROM generate_series(1, {Number(
                accounts
            )}) id;
            VACUUM ANALYZE account;

            CREATE FUNCTION apply(of_request uuid, of_account bigint, wanted bigint, text text) RETURNS text LANGUAGE plpgsql AS $$
            DECLARE
              held account%ROWTYPE;
              today date := current_date;
              expiry date := current_date + interval '12 months';
              granted bigint;
              digest bytea;
            BEGIN
              SELECT * INTO STRICT held FROM account WHERE id = of_account FOR UPDATE;
              IF held.used_on <> today THEN
                held.used := 0;
              END IF;
              granted := least(wanted, {Number(capADay)} - held.used);
              digest := sha256(held.head || convert_to(
                concat_ws('|', of_request, of_account, held.number + 1, granted, held.balance + granted, expiry, text), 'UTF8'));
              INSERT INTO entry VALUES (
                of_request, of_account, held.number + 1, granted, held.balance + granted, expiry, now(), digest, text)
                ON CONFLICT (request) DO NOTHING;
              IF NOT FOUND THEN
                RETURN 'duplicate';
              END IF;
              IF granted > 0 THEN
                INSERT INTO bucket VALUES (of_account, expiry, granted)
                  ON CONFLICT (account, expires) DO UPDATE SET points = bucket.points + excluded.points;
              END IF;
              UPDATE account SET
                balance = held.balance + granted, number = held.number + 1, head = digest,
                used = held.used + granted, used_on = today
                WHERE id = of_account;
              RETURN CASE WHEN granted = 0 THEN 'refused' WHEN granted < wanted THEN 'partial' ELSE 'posted' END;
            END $$;
            """,
            $"""
            \set account random(1, {Number(accounts)})
            SELECT apply(gen_random_uuid(), :account, 10, '{EntryText[..270]}');
            """
        );

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
