using System.Text;
using System.Text.Json;
using Loyalty.Contracts.Support;
using Loyalty.Embedded.Tests.Support;
using Loyalty.Ledger.Rules;

namespace Loyalty.Embedded.Tests;

/// <summary>However accounts are written, and whenever the process dies, they are read as they were last
/// committed.</summary>
public sealed class AccountChangesTests : IAsyncLifetime
{
    private const int Accounts = 40;
    private readonly DataFolder folder = new();
    private readonly Random random = new(20261128);

    /// <summary>Revision and last row, by number from one.</summary>
    private (long Revision, long Last)[] model = new (long, long)[Accounts + 1];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(100_000)]
    public async Task Accounts_stand_as_committed_through_rollbacks_runs_and_deaths(int runLength)
    {
        var session = folder.Database.Writing;
        var changes = Open(session, runLength);
        var mostRows = 0L;
        for (var round = 0; round < 400; round++)
        {
            RunGroup(session, changes);
            await changes.Sorting;
            if (round % 40 == 39)
                // As after the death of the process: nothing but the file is left.
                changes = Open(session, runLength);
            for (var no = 1; no <= Accounts; no++)
                Assert.Equal((no, model[no]), (no, Read(session, changes, no)));
            mostRows = Math.Max(mostRows, session.ReadInt64("SELECT count(*) FROM account_changes"));
        }

        // Two runs, and what one commit deletes too late.
        if (runLength < 1000)
            Assert.InRange(mostRows, 1, (2 * runLength) + 60);

        Settle(session, changes);
        Assert.Equal(0, session.ReadInt64("SELECT count(*) FROM account_changes"));
        changes = Open(session, runLength);
        for (var no = 1; no <= Accounts; no++)
        {
            Assert.Null(changes.Find(no));
            Assert.Equal((no, model[no]), (no, Read(session, changes, no)));
        }

        // No number is given twice, or what is written now would be taken for what was.
        RunGroup(session, changes);
        changes = Open(session, runLength);
        for (var no = 1; no <= Accounts; no++)
            Assert.Equal((no, model[no]), (no, Read(session, changes, no)));
    }

    [Fact]
    public async Task Whoever_reads_meanwhile_sees_nothing_older_than_what_was_committed_before()
    {
        var session = folder.Database.Writing;
        var changes = Open(session, 3);
        var committed = new long[Accounts + 1];
        var done = false;
        var reads = Task.WhenAll(
            Enumerable
                .Range(0, 2)
                .Select(seed =>
                    Task.Run(async () =>
                    {
                        var random = new Random(seed);
                        for (var n = 0; n < 2000 || !Volatile.Read(ref done); n++)
                        {
                            var no = random.Next(1, Accounts + 1);
                            var before = Volatile.Read(ref committed[no]);
                            var found = await folder.Database.ReadAsync(
                                no,
                                (reading, no) => Read(reading, changes, no).Revision,
                                CancellationToken.None
                            );
                            Assert.True(found >= before, $"account {no}: {found} after {before}");
                        }
                    })
                )
        );
        try
        {
            for (var round = 0; round < 3000 && !reads.IsFaulted; round++)
            {
                RunGroup(session, changes);
                for (var no = 1; no <= Accounts; no++)
                    Volatile.Write(ref committed[no], model[no].Revision);
            }
        }
        finally
        {
            Volatile.Write(ref done, true);
            await reads;
        }
    }

    private static AccountChanges Open(SqliteSession session, int runLength)
    {
        if (session.ReadInt64("SELECT count(*) FROM accounts") == 0)
            for (var no = 1; no <= Accounts; no++)
                session
                    .Use("INSERT INTO accounts (key, revision, last, body) VALUES (?, 0, 0, ?)")
                    .Bind(1, AccountRow.KeyText(KeyOf(no)))
                    .Bind(2, BodyOf(no, 0))
                    .Run();
        var changes = new AccountChanges(runLength, runLength);
        changes.Load(session);
        return changes;
    }

    private void RunGroup(SqliteSession session, AccountChanges changes)
    {
        var before = model.ToArray();
        session.Execute("BEGIN");
        for (var unit = random.Next(1, 6); unit > 0; unit--)
        {
            var start = model.ToArray();
            session.Execute("SAVEPOINT unit");
            changes.BeginUnit();
            for (var n = random.Next(0, 3); n > 0; n--)
                Write(session, changes, random.Next(1, Accounts + 1));
            if (random.Next(4) == 0)
            {
                session.Execute("ROLLBACK TO unit");
                changes.UndoUnit();
                model = start;
            }
            session.Execute("RELEASE unit");
        }

        changes.BeforeCommit(session);
        if (random.Next(4) == 0)
        {
            session.Execute("ROLLBACK");
            changes.RolledBack();
            model = before;
            return;
        }
        session.Execute("COMMIT");
        changes.Committed();
    }

    private void Write(SqliteSession session, AccountChanges changes, int no)
    {
        var (revision, last) = model[no];
        if (random.Next(4) == 0 && changes.FindInWrite(no) is { } change)
        {
            changes.AddLast(session, no, change, ++last);
        }
        else
        {
            revision++;
            changes.Add(session, no, revision, last, Encoding.UTF8.GetBytes(BodyOf(no, revision)));
        }
        model[no] = (revision, last);
    }

    private static void Settle(SqliteSession session, AccountChanges changes)
    {
        var more = true;
        for (var round = 0; more; round++)
        {
            Assert.True(round < 10, "It never ends.");
            session.Execute("BEGIN");
            more = changes.Settle(session);
            session.Execute("COMMIT");
            changes.Committed();
        }
    }

    private static (long Revision, long Last) Read(SqliteSession session, AccountChanges changes, int no)
    {
        var found = AccountTable.Find(session, changes, KeyOf(no));
        Assert.NotNull(found);
        var end = AccountTable.EndOfChain(session, changes, KeyOf(no));
        Assert.Equal(no, end.No);
        Assert.Equal(AccountRow.RevisionOf(found.ETag), found.Value.Version);
        return (found.Value.Version, end.Last);
    }

    private static AccountKey KeyOf(int no) => Sample.Key($"member-{no}");

    private static string BodyOf(int no, long revision) =>
        JsonSerializer.Serialize(Account.Empty(KeyOf(no)) with { Version = revision }, LedgerJson.Default.Account);
}
