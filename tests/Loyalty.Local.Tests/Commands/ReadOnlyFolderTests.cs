namespace Loyalty.Local.Tests.Commands;

/// <summary>A data folder on a medium that cannot be written to: a snapshot, a backup, a disk with faults.</summary>
public sealed class ReadOnlyFolderTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly TestFolder temporary = new();

    private string[] AsReadOnly => ["-o", "bind,ro", folder.Path, folder.Path];

    public void Dispose()
    {
        folder.Dispose();
        temporary.Dispose();
    }

    [RequiresMountFact]
    public async Task What_a_stopped_host_left_can_be_proved_and_exported()
    {
        var (serve, _) = await LoyaltyProcess.ServeAsync(folder.Path);
        using (serve)
        {
            serve.Terminate();
            Assert.Equal(0, await serve.EndsAsync());
        }

        await AssertReadableAsync();
        File.Delete(Path.Combine(folder.Path, "loyalty.lock"));
        await AssertReadableAsync();
    }

    [RequiresMountFact]
    public async Task So_can_what_a_host_left_that_died_with_its_last_commits_in_the_log()
    {
        var (serve, _) = await LoyaltyProcess.ServeAsync(folder.Path);
        using (serve)
        {
            await serve.SaysAsync("(The balance before and after)");
            await serve.KillAsync();
        }

        Assert.NotEqual(0, new FileInfo(folder.Database + "-wal").Length);
        await AssertReadableAsync();
        // The shared index of the log is the dead process's own; a snapshot may be without it.
        File.Delete(folder.Database + "-shm");
        await AssertReadableAsync();
    }

    [RequiresMountFact]
    public async Task A_host_that_has_it_by_another_way_still_keeps_it_for_itself()
    {
        var (serve, _) = await LoyaltyProcess.ServeAsync(folder.Path);
        using (serve)
        {
            var (exitCode, _, errors) = await RunAsync("verify");
            Assert.Equal(2, exitCode);
            Assert.Contains("in use by another process", errors, StringComparison.Ordinal);
        }
    }

    [RequiresMountFact]
    public async Task It_is_not_served_and_the_cause_is_told()
    {
        var (exitCode, output, errors) = await RunAsync("serve");

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains("Read-only file system", Assert.Single(errors.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.DoesNotContain("in use", errors, StringComparison.Ordinal);
    }

    private async Task AssertReadableAsync()
    {
        var before = Directory.GetFiles(folder.Path);

        var verify = await RunAsync("verify");
        Assert.Equal((0, ""), (verify.ExitCode, verify.Errors));
        Assert.StartsWith("1 accounts, 1 entries (1 posted)", verify.Output, StringComparison.Ordinal);
        var export = await RunAsync("export");
        Assert.Equal((0, ""), (export.ExitCode, export.Errors));
        Assert.Contains(",demo-member,", export.Output, StringComparison.Ordinal);

        Assert.Equal(before, Directory.GetFiles(folder.Path));
        Assert.Empty(Directory.GetDirectories(temporary.Path));
    }

    private async Task<(int ExitCode, string Output, string Errors)> RunAsync(string command)
    {
        using var process = LoyaltyProcess.StartOn(
            AsReadOnly,
            [command, "--data", folder.Path],
            ("TMPDIR", temporary.Path)
        );
        var exitCode = await process.EndsAsync();
        return (exitCode, process.Output, process.Errors);
    }
}
