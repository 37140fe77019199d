using Loyalty.Contracts.Support;
using Loyalty.Embedded.Tests.Support;
using Loyalty.Ledger;

namespace Loyalty.Embedded.Tests;

public sealed class GroupCommitTests : IAsyncLifetime
{
    private readonly DataFolder folder = new();

    private static CancellationToken None => CancellationToken.None;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    [Fact]
    public async Task A_unit_that_fails_midway_leaves_nothing_and_harms_no_neighbour()
    {
        var group = await HeldGroup.BeginAsync(folder.Database);
        var before = Enumerable.Range(0, 5).Select(n => Insert($"before-{n}")).ToArray();
        var bad = InsertThenThrow("half");
        var after = Enumerable.Range(0, 5).Select(n => Insert($"after-{n}")).ToArray();
        await group.ReleaseAsync();

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => bad);
        await Task.WhenAll([.. before, .. after]);
        Assert.Equal(10, (await NamesAsync()).Count);
        Assert.DoesNotContain("half", await NamesAsync());
    }

    [Fact]
    public async Task A_unit_that_breaks_a_constraint_fails_alone()
    {
        var group = await HeldGroup.BeginAsync(folder.Database);
        var first = Insert("same");
        var second = Insert("same");
        var third = Insert("other");
        await group.ReleaseAsync();

        await first;
        await Assert.ThrowsAsync<EmbeddedStoreException>(() => second);
        await third;
        Assert.Equal(["other", "same"], await NamesAsync());
    }

    [Fact]
    public async Task Units_of_one_group_see_each_other()
    {
        var key = Sample.Key();
        var batch = Sample.Batch(Sample.Account(key), null, Sample.Entry(key, "r1"));
        var other = Sample.Batch(Sample.Account(key), null, Sample.Entry(key, "r2"));
        var group = await HeldGroup.BeginAsync(folder.Database);
        var commits = new[] { batch, batch, other }.Select(b => folder.Ledger.CommitAsync(b, None)).ToArray();
        await group.ReleaseAsync();

        Assert.Equal(
            [CommitOutcome.Committed, CommitOutcome.Duplicate, CommitOutcome.Stale],
            await Task.WhenAll(commits)
        );
        Assert.Single((await folder.Ledger.PageAsync(key, null, 10, None)).Items);
    }

    [Fact]
    public async Task A_fault_at_the_commit_fails_every_unit_of_the_group_and_stores_none()
    {
        var faults = true;
        var group = await HeldGroup.BeginAsync(folder.Database);
        folder.Database.Writing.FailCommits(() => faults);
        var units = Enumerable.Range(0, 5).Select(n => Insert($"unit-{n}")).ToArray();
        await group.ReleaseAsync(committed: false);

        foreach (var unit in units)
            await Assert.ThrowsAsync<EmbeddedStoreException>(() => unit);
        Assert.Empty(await NamesAsync());

        faults = false;
        await Insert("later");
        Assert.Equal(["later"], await NamesAsync());
    }

    [Fact]
    public async Task Where_the_group_cannot_be_rolled_back_its_callers_are_told_and_the_next_one_rolls_it_back()
    {
        var faults = true;
        var group = await HeldGroup.BeginAsync(folder.Database);
        folder.Database.Writing.FailRollbacks(() => faults);
        var units = new[] { Insert("before"), InsertThenThrow("half"), Insert("after") };
        await group.ReleaseAsync();

        foreach (var unit in units)
            await Assert.ThrowsAsync<EmbeddedStoreException>(() => unit);
        await Assert.ThrowsAsync<EmbeddedStoreException>(() => Insert("meanwhile"));

        faults = false;
        await Insert("later");
        Assert.Equal(["later"], await NamesAsync());
    }

    [Fact]
    public async Task A_store_whose_last_group_cannot_be_rolled_back_closes_without_it()
    {
        await Insert("stored");
        folder.Database.Writing.FailRollbacks(() => true);
        await Assert.ThrowsAsync<EmbeddedStoreException>(() => InsertThenThrow("half"));
        await folder.CloseAsync();

        Assert.Equal(["stored"], await NamesAsync());
    }

    [Fact]
    public async Task What_waits_when_the_store_closes_is_still_written()
    {
        var group = await HeldGroup.BeginAsync(folder.Database);
        var units = Enumerable.Range(0, 2000).Select(n => Insert($"unit-{n}")).ToArray();
        var closing = folder.CloseAsync();
        await group.ReleaseAsync();
        await closing;

        await Task.WhenAll(units);
        Assert.Equal(2000, (await NamesAsync()).Count);
    }

    [Fact]
    public async Task A_write_to_a_closed_store_is_refused()
    {
        var database = folder.Database;
        await folder.CloseAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() =>
            database.WriteAsync(0, static (session, _) => Insert(session, "late"), None)
        );
    }

    [Fact]
    public async Task Callers_beyond_the_room_wait_and_are_served()
    {
        folder.Options.WaitingWrites = 3;
        folder.Options.GroupSize = 2;
        var group = await HeldGroup.BeginAsync(folder.Database);
        var units = Enumerable.Range(0, 50).Select(n => Insert($"unit-{n}")).ToArray();
        await group.ReleaseAsync();

        await Task.WhenAll(units);
        Assert.Equal(50, (await NamesAsync()).Count);
    }

    [Fact]
    public async Task A_caller_sees_its_own_write_at_once()
    {
        for (var n = 0; n < 200; n++)
        {
            await Insert($"unit-{n}");
            Assert.Equal(n + 1, (await NamesAsync()).Count);
        }
    }

    private Task<int> Insert(string name) => folder.Database.WriteAsync(name, Insert, None);

    private Task<int> InsertThenThrow(string name) =>
        folder.Database.WriteAsync(
            name,
            static (session, name) =>
            {
                Insert(session, name);
                return Throw();
            },
            None
        );

    private static int Insert(SqliteSession session, string name) =>
        session.Use("INSERT INTO queues (name) VALUES (?)").Bind(1, name).Run();

    private static int Throw() => throw new InvalidTimeZoneException();

    private async Task<List<string>> NamesAsync() =>
        await folder.Database.ReadAsync(
            0,
            static (session, _) =>
            {
                var names = new List<string>();
                using var rows = session.Use("SELECT name FROM queues ORDER BY name");
                while (rows.Step())
                    names.Add(rows.Text(0));
                return names;
            },
            None
        );
}
