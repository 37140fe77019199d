using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Embedded.Tests.Support;
using Loyalty.Ledger;
using Loyalty.Messaging;

namespace Loyalty.Embedded.Tests;

public sealed class DataFolderTests : IAsyncLifetime
{
    private readonly DataFolder folder = new();

    private static CancellationToken None => CancellationToken.None;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    [Fact]
    public void A_folder_in_use_is_refused_by_name()
    {
        _ = folder.Database;

        var writing = Assert.Throws<EmbeddedStoreException>(() => SqliteDatabase.Open(folder.Options));
        var reading = Assert.Throws<EmbeddedStoreException>(() => SqliteDatabase.OpenReadOnly(folder.Options));

        Assert.Contains(folder.Path, writing.Message, StringComparison.Ordinal);
        Assert.Contains(folder.Path, reading.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_locked_is_refused_with_the_real_cause()
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "loyalty.lock"));

        var fault = Assert.Throws<EmbeddedStoreException>(() => SqliteDatabase.Open(folder.Options));

        Assert.DoesNotContain("in use", fault.Message, StringComparison.Ordinal);
        Assert.Contains("loyalty.lock", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_folder_can_be_opened_again()
    {
        _ = folder.Database;
        await folder.CloseAsync();

        await folder.Database.ProbeAsync(None);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Data_of_a_newer_version_is_refused_and_left_alone(bool readOnly)
    {
        folder.Database.Writing.Execute($"PRAGMA user_version = {Schema.Version + 1}");
        await folder.CloseAsync();

        var fault = Assert.Throws<EmbeddedStoreException>(() =>
            readOnly ? SqliteDatabase.OpenReadOnly(folder.Options) : folder.Database
        );

        Assert.Contains("newer version", fault.Message, StringComparison.Ordinal);
        Assert.Contains(folder.Path, fault.Message, StringComparison.Ordinal);
        // A refused opening does not keep the folder.
        Assert.Throws<EmbeddedStoreException>(() => folder.Database);
    }

    [Fact]
    public async Task Data_of_the_first_version_is_brought_up_to_date_in_place()
    {
        var org = Sample.Org();
        var member = new Member { OrgId = org, MemberId = TextId.From<MemberId>("member-1") };
        var etag = await folder.Catalog.CreateAsync(member, null, None);
        var (key, day) = (Sample.Key(Sample.OddText), new DateOnly(2027, 1, 31));
        await folder.Ledger.CommitAsync(
            Sample.Batch(Sample.Account(key, expires: day), null, Sample.Entry(key, "r1")),
            None
        );
        var parked = new ParkedMessage
        {
            ParkedId = "parked-1",
            Queue = QueueNames.Points,
            Body = $$"""{"orgId":"{{org}}"}""",
            Reason = "x",
            ParkedAt = Sample.At,
        };
        await folder.Parking.ParkAsync(parked, None);
        EarlierLayout.Restore(folder.Database.Writing, 1);
        await folder.CloseAsync();

        var found = await folder.Catalog.FindAsync<Member>(member.Key, None);

        Assert.Equal((member, etag), (found?.Value, found?.ETag));
        Assert.NotNull(await folder.Ledger.LoadAsync(key, None));
        Assert.Equal([key], await folder.Ledger.UntoldAsync(org, key.ProgramId, day, 1, None));
        Assert.Empty(await folder.Ledger.UntoldAsync(org, key.ProgramId, day.AddDays(-1), 1, None));
        Assert.Equal(Schema.Version, folder.Database.Writing.ReadInt64("PRAGMA user_version"));
        var sought = await folder.Catalog.SearchAsync<Member>(org.Value, ["emb"], null, 1, None);
        Assert.Equal([member], sought.Items.Select(item => item.Value));
        Assert.Equal([parked], (await folder.Parking.PageAsync(org, false, null, 1, None)).Items);
        Assert.Empty((await folder.Catalog.AuditAsync(org, null, 1, None)).Items);
        Assert.Empty((await folder.Budgets.OpenedBeforeAsync(DateTimeOffset.MaxValue, null, 1, None)).Items);
        Assert.NotNull(
            await folder.Catalog.CreateAsync(member with { MemberId = TextId.From<MemberId>("2") }, null, None)
        );
    }

    [Fact]
    public async Task Data_of_the_first_version_can_be_read_without_being_changed()
    {
        EarlierLayout.Restore(folder.Database.Writing, 1);
        await folder.CloseAsync();

        await using (var database = SqliteDatabase.OpenReadOnly(folder.Options))
        {
            var audit = new SqliteAudit(database);
            Assert.Empty(await audit.DefectsAsync());
            Assert.Empty(await audit.BudgetsAsync().ToListAsync());
            Assert.Empty(await audit.ReservationsAsync().ToListAsync());
        }

        Assert.Equal(1, await VersionAsync());

        async Task<long> VersionAsync()
        {
            await using var database = SqliteDatabase.OpenReadOnly(folder.Options);
            return await database.ReadAsync(0, static (session, _) => session.ReadInt64("PRAGMA user_version"), None);
        }
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "loyalty.db"), new string('x', 9000));

        Assert.Throws<EmbeddedStoreException>(() => folder.Database);
        File.Delete(Path.Combine(folder.Path, "loyalty.db"));
    }

    [Fact]
    public void Reading_where_there_is_no_ledger_is_refused_and_makes_none()
    {
        var fault = Assert.Throws<EmbeddedStoreException>(() => SqliteDatabase.OpenReadOnly(folder.Options));

        Assert.Contains(folder.Path, fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task A_store_opened_for_reading_reads_everything_and_writes_nothing()
    {
        var key = Sample.Key();
        await folder.Ledger.CommitAsync(Sample.Batch(Sample.Account(key), null, Sample.Entry(key, "r1")), None);
        await folder.CloseAsync();

        await using var database = SqliteDatabase.OpenReadOnly(folder.Options);
        var store = new SqliteLedgerStore(database);

        Assert.NotNull(await store.LoadAsync(key, None));
        Assert.Single(await store.FindAsync(key.Member, [Sample.Id("r1")], None));
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            store.CommitAsync(Sample.Batch(key.Member, [], Sample.Refused(key, "r2")), None)
        );
    }

    [Fact]
    public async Task What_was_answered_survives_the_death_of_the_process()
    {
        var key = Sample.Key();
        await folder.Ledger.CommitAsync(Sample.Batch(Sample.Account(key), null, Sample.Entry(key, "r1")), None);
        await folder.Registry.ClaimAsync(Sample.Message("r1"), None);
        await folder.Queues.ReceiveAsync(QueueNames.Points, 1, TimeSpan.FromHours(1), None);
        await using var dead = new DataFolder();
        CopyTo(dead.Path);

        Assert.NotNull(await dead.Ledger.LoadAsync(key, None));
        Assert.Single(await dead.Ledger.FindAsync(key.Member, [Sample.Id("r1")], None));
        Assert.NotNull(await dead.Registry.ClaimAsync(Sample.Message("r1"), None));
        var message = Assert.Single(await dead.Queues.ReceiveAsync(QueueNames.Points, 9, TimeSpan.FromHours(1), None));
        Assert.Equal(2, message.DeliveryCount);
        Assert.Empty(await dead.Audit.DefectsAsync());
    }

    [Fact]
    public async Task Where_what_a_dead_process_left_cannot_be_read_nothing_is_written_any_more()
    {
        var key = Sample.Key();
        await folder.Ledger.CommitAsync(Sample.Batch(Sample.Account(key), null, Sample.Entry(key, "r1")), None);
        folder.Database.Writing.Execute("UPDATE entries SET body = '{'");
        await using var dead = new DataFolder();
        CopyTo(dead.Path);

        var search = new EntrySearch { OrgId = key.OrgId };
        await Assert.ThrowsAsync<EmbeddedStoreException>(() => dead.Ledger.SearchAsync(search, null, 1, None));
        await Assert.ThrowsAsync<EmbeddedStoreException>(() => dead.Database.ProbeAsync(None));
        await Assert.ThrowsAsync<EmbeddedStoreException>(() =>
            dead.Ledger.CommitAsync(Sample.Batch(key.Member, [], Sample.Refused(key, "r2")), None)
        );
    }

    [Fact]
    public async Task A_dead_processes_folder_can_be_read_without_changing_it()
    {
        var key = Sample.Key();
        await folder.Ledger.CommitAsync(Sample.Batch(Sample.Account(key), null, Sample.Entry(key, "r1")), None);
        await using var dead = new DataFolder();
        CopyTo(dead.Path);
        var before = await File.ReadAllBytesAsync(Path.Combine(dead.Path, "loyalty.db"));

        await using (var database = SqliteDatabase.OpenReadOnly(dead.Options))
        {
            var store = new SqliteLedgerStore(database);
            Assert.Single(await store.FindAsync(key.Member, [Sample.Id("r1")], None));
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(dead.Path, "loyalty.db")));
    }

    [Fact]
    public async Task Nobody_else_can_look_into_the_folder()
    {
        if (OperatingSystem.IsWindows())
            return;
        folder.Options.DataDirectory = Path.Combine(folder.Path, "new", "data");
        await folder.Database.ProbeAsync(None);
        await folder.Outbox.ForgetAsync(Sample.Org(), TextId.From<MemberId>("none"), None);

        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(owner | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Options.DataDirectory));
        foreach (var file in Directory.GetFiles(folder.Options.DataDirectory))
            Assert.Equal(owner, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Every_commit_is_flushed_to_a_write_ahead_log()
    {
        await folder.Database.ProbeAsync(None);

        // 2 is FULL: the log is synced at each commit.
        Assert.Equal(2, folder.Database.Writing.ReadInt64("PRAGMA synchronous"));
        using var mode = folder.Database.Writing.Use("PRAGMA journal_mode");
        Assert.True(mode.Step());
        Assert.Equal("wal", mode.Text(0));
    }

    private void CopyTo(string target)
    {
        foreach (var file in Directory.GetFiles(folder.Path, "loyalty.db*"))
        {
            // The shared index of the log is memory of the dead process; the log itself is what is left of it.
            if (!file.EndsWith("-shm", StringComparison.Ordinal))
                File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }
    }
}
