using Loyalty.Contracts.Support;
using Loyalty.Embedded.Tests.Support;

namespace Loyalty.Embedded.Tests;

/// <summary>What was written is durable only while the files are where they will be looked for.</summary>
public sealed class PlaceTests : IAsyncLifetime
{
    private readonly DataFolder folder = new();

    private static CancellationToken None => CancellationToken.None;

    private string Database => Path.Combine(folder.Path, "loyalty.db");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    [Fact]
    public async Task A_probe_is_written_every_time()
    {
        for (var n = 1; n <= 3; n++)
        {
            await folder.Database.ProbeAsync(None);
            Assert.Equal(n, await ProbesAsync());
        }
    }

    [Fact]
    public async Task A_probe_fails_while_commits_do()
    {
        var fails = true;
        folder.Database.Writing.FailCommits(() => fails);
        await Assert.ThrowsAsync<EmbeddedStoreException>(() => folder.Database.ProbeAsync(None));

        fails = false;
        await folder.Database.ProbeAsync(None);
        Assert.Equal(1, await ProbesAsync());
    }

    [Theory]
    [InlineData("loyalty.db")]
    [InlineData("loyalty.db-wal")]
    public async Task Nothing_is_written_while_a_file_is_not_in_its_place(string file)
    {
        await folder.Database.ProbeAsync(None);
        var path = Path.Combine(folder.Path, file);
        File.Move(path, path + ".away");

        var fault = await Assert.ThrowsAsync<EmbeddedStoreException>(() => folder.Database.ProbeAsync(None));
        Assert.Contains(Database, fault.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<EmbeddedStoreException>(() => folder.Registry.ClaimAsync(Sample.Message("r1"), None));
        Assert.Equal(1, await ProbesAsync());

        File.Move(path + ".away", path);
        await folder.Database.ProbeAsync(None);
        Assert.Equal(2, await ProbesAsync());
    }

    [Fact]
    public async Task Nothing_is_written_to_a_file_that_another_has_taken_the_place_of()
    {
        await folder.Database.ProbeAsync(None);
        File.Copy(Database, Database + ".copy");
        File.Move(Database + ".copy", Database, overwrite: true);

        await Assert.ThrowsAsync<EmbeddedStoreException>(() => folder.Database.ProbeAsync(None));
    }

    private async Task<long> ProbesAsync() =>
        await folder.Database.ReadAsync(
            0,
            static (session, _) => session.ReadInt64("SELECT value FROM counters WHERE name = 'probes'"),
            None
        );
}
