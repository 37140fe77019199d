using Loyalty.Embedded.Tests.Support;

namespace Loyalty.Embedded.Tests;

public sealed class KeyIndexTests : IAsyncLifetime
{
    private readonly DataFolder folder = new();
    private readonly Random random = new(20261121);
    private readonly Dictionary<UInt128, long> model = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 7)]
    [InlineData(7, 100_000)]
    [InlineData(100, 100)]
    [InlineData(100_000, 100_000)]
    public void Every_key_is_found_through_commits_rollbacks_runs_and_deaths(int runLength, int longestRun)
    {
        var session = folder.Database.Writing;
        var index = new KeyIndex("claims", "claim_ids", longestRun, runLength);
        for (var round = 0; round < 300; round++)
        {
            RunGroup(session, index);
            if (round % 40 == 39)
            {
                // As after the death of the process: nothing but the file is left.
                index = new KeyIndex("claims", "claim_ids", longestRun, runLength);
                index.Load(session);
            }
            foreach (var (key, row) in model)
                Assert.True(index.Find(session, key) == row, $"round {round}: a committed key was not found");
            Assert.Null(index.Find(session, Key()));
        }
    }

    [Fact]
    public async Task Keys_that_are_read_meanwhile_are_awaited_by_those_who_need_them_and_by_no_commit()
    {
        var session = folder.Database.Writing;
        session.Execute("INSERT INTO claims (seq, id, body) VALUES (1, x'00', '')");
        using var released = new ManualResetEventSlim();
        var index = new KeyIndex("claims", "body", ReadLate, "claim_ids", 1, 1);
        var loaded = index.LoadMeanwhile(() =>
            SqliteSession.Open(Path.Combine(folder.Path, "loyalty.db"), folder.Options)
        );

        index.BeforeCommit(session);
        index.Committed();
        var noting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seeking = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var noted = Task.Run(() =>
        {
            noting.SetResult();
            return index.AddOnce(7, 2);
        });
        var sought = Task.Run(() =>
        {
            seeking.SetResult();
            return index.Recent(_ => true).ToList();
        });
        await Task.WhenAll(noting.Task, seeking.Task);
        released.Set();

        Assert.False(await noted);
        Assert.Equal([KeyValuePair.Create((UInt128)7, 1L)], await sought);
        await loaded;

        UInt128[] ReadLate(long row, ReadOnlySpan<byte> body)
        {
            released.Wait();
            return [7];
        }
    }

    [Fact]
    public void Settling_leaves_nothing_in_memory_alone()
    {
        var session = folder.Database.Writing;
        var index = new KeyIndex("claims", "claim_ids", 10, 10);
        for (var round = 0; round < 20; round++)
            RunGroup(session, index);

        var more = true;
        while (more)
        {
            session.Execute("BEGIN");
            more = index.Settle(session);
            session.Execute("COMMIT");
            index.Committed();
        }

        Assert.Equal(model.Count, session.ReadInt64("SELECT count(*) FROM claim_ids"));
        Assert.Equal(
            session.ReadInt64("SELECT max(seq) FROM claims"),
            session.ReadInt64("SELECT value FROM counters WHERE name = 'claim_ids'")
        );
    }

    private void RunGroup(SqliteSession session, KeyIndex index)
    {
        var group = new Dictionary<UInt128, long>();
        session.Execute("BEGIN");
        for (var unit = 0; unit < random.Next(1, 5); unit++)
        {
            session.Execute("SAVEPOINT unit");
            index.BeginUnit();
            var keys = new Dictionary<UInt128, long>();
            for (var n = 0; n < random.Next(0, 4); n++)
                Insert(session, index, keys);
            var undo = random.Next(4) == 0;
            if (undo)
            {
                session.Execute("ROLLBACK TO unit");
                index.UndoUnit();
            }
            foreach (var (key, row) in keys)
            {
                Assert.Equal(undo ? null : row, index.FindInWrite(session, key));
                Assert.Null(index.Find(session, key));
                if (!undo)
                    group.Add(key, row);
            }
            session.Execute("RELEASE unit");
        }

        index.BeforeCommit(session);
        if (random.Next(4) == 0)
        {
            session.Execute("ROLLBACK");
            index.RolledBack();
            return;
        }
        session.Execute("COMMIT");
        index.Committed();
        foreach (var (key, row) in group)
            model.Add(key, row);
    }

    private void Insert(SqliteSession session, KeyIndex index, Dictionary<UInt128, long> keys)
    {
        var key = Key();
        session.Use("INSERT INTO claims (id, body) VALUES (?, '{}')").BindBlob(1, RowKey.Bytes(key)).Run();
        index.Add(key, session.LastRow);
        keys.Add(key, session.LastRow);
    }

    private UInt128 Key() => new((ulong)random.NextInt64(), (ulong)random.NextInt64());
}
