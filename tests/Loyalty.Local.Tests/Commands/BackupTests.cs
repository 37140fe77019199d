using System.Diagnostics;
using System.Text.RegularExpressions;
using Loyalty.Keys;
using Loyalty.Local.Demo;
using Loyalty.Local.Tests.Crash;
using Loyalty.Local.Tests.House;
using Loyalty.Local.Tests.Proof;

namespace Loyalty.Local.Tests.Commands;

/// <summary><c>loyalty backup</c>, and what a restored folder is worth.</summary>
public sealed class BackupTests(StoppedLedger ledger) : IClassFixture<StoppedLedger>, IDisposable
{
    private const int Seed = 20261127;
    private readonly TestFolder folder = new();
    private readonly TestFolder shelf = new();

    private string Target => Path.Combine(shelf.Path, "backups", "monday");

    public void Dispose()
    {
        folder.Dispose();
        shelf.Dispose();
    }

    [RequiresShellFact("cp", "mv")]
    public async Task A_backup_taken_under_load_has_all_that_was_accepted_before_it()
    {
        await using var receiver = await CallbackReceiver.StartAsync(TimeProvider.System);
        var inbox = receiver.Open();
        var members = await PrepareAsync();
        var load = new CrashLoad(members, inbox.Url, Seed);
        string[] before;
        var (first, baseUrl) = await LoyaltyProcess.ServeAsync(folder.Path);
        using (first)
        using (var http = new HttpClient { BaseAddress = baseUrl })
        {
            var running = load.RunAsync(await PartnerAsync(http));
            await AcceptedAsync(load, 50);
            before = [.. load.Accepted.Keys];
            var backup = await LoyaltyProcess.RunAsync(["backup", Target, "--data", folder.Path]);
            Assert.Equal((0, ""), (backup.ExitCode, backup.Errors));
            Assert.Contains("Everything holds.", backup.Output, StringComparison.Ordinal);
            await AcceptedAsync(load, load.Accepted.Count + 20);
            await first.KillAsync();
            await running;
        }

        AssertPrivate();
        Assert.Equal([Target], Directory.GetFileSystemEntries(Path.GetDirectoryName(Target)!));
        Directory.Move(folder.Path, shelf.Path + "/lost");
        Directory.CreateDirectory(folder.Path);
        await RestoreAsync();

        var (second, again) = await LoyaltyProcess.ServeAsync(folder.Path);
        using (second)
        using (var http = new HttpClient { BaseAddress = again })
        {
            var partner = await PartnerAsync(http);
            foreach (var requestId in before)
                Assert.Equal(
                    load.Accepted[requestId].TransactionId,
                    (await partner.OutcomeAsync(requestId)).Field("transactionId")
                );
            // What came after it is unknown again, and is applied under the same id when it is sent again.
            foreach (var (_, (body, transactionId)) in load.Accepted.ExceptBy(before, item => item.Key))
            {
                var answer = await partner.SendAsync(body, SignatureForm.Header);
                if (answer.Status == 202)
                    Assert.Equal(transactionId, answer.Field("transactionId"));
                else
                    Assert.Equal("insufficient_balance", answer.Code);
            }

            await Eventually.TrueAsync(
                "every outcome is told",
                () => inbox.Arrived.Select(callback => callback["requestId"]!).ToHashSet().IsSupersetOf(before)
            );
            second.Terminate();
            Assert.Equal(0, await second.EndsAsync());
        }

        var verify = await LoyaltyProcess.RunAsync(["verify", "--data", folder.Path]);
        Assert.Equal((0, ""), (verify.ExitCode, verify.Errors));
    }

    [Fact]
    public async Task A_stopped_hosts_backup_is_proved_like_its_folder()
    {
        using var copy = ledger.Copy();
        var verify = await LoyaltyProcess.RunAsync(["verify", "--data", copy.Path]);

        var backup = await LoyaltyProcess.RunAsync(["backup", Target, "--data", copy.Path]);

        Assert.Equal((0, ""), (backup.ExitCode, backup.Errors));
        Assert.Equal($"'{Target}' is a copy of '{copy.Path}'.", backup.Output.Split('\n')[0]);
        Assert.EndsWith(verify.Output, backup.Output, StringComparison.Ordinal);
        var proved = await LoyaltyProcess.RunAsync(["verify", "--data", Target]);
        Assert.Equal(verify, proved);
    }

    [Fact]
    public async Task Faults_of_the_books_are_told_and_the_copy_is_kept()
    {
        using var copy = ledger.Copy();
        StoppedLedger.Spoil(copy, "DELETE FROM entries WHERE seq = 2");

        var backup = await LoyaltyProcess.RunAsync(["backup", Target, "--data", copy.Path]);

        Assert.Equal(1, backup.ExitCode);
        Assert.NotEmpty(backup.Errors);
        Assert.True(File.Exists(Path.Combine(Target, "loyalty.db")));
    }

    [Fact]
    public async Task A_folder_that_exists_is_left_alone()
    {
        using var copy = ledger.Copy();
        Directory.CreateDirectory(Target);

        await RefusedAsync(copy.Path, $"'{Target}' exists");

        Assert.Empty(Directory.GetFileSystemEntries(Target));
        Assert.Equal([Target], Directory.GetFileSystemEntries(Path.GetDirectoryName(Target)!));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("other")]
    [InlineData("spoilt")]
    public async Task There_is_no_backup_without_the_right_keys(string keys)
    {
        using var copy = ledger.Copy();
        var path = Path.Combine(copy.Path, KeyFile.FileName);
        File.Delete(path);
        if (keys == "other")
            KeyFile.Open(path, TimeProvider.System).Dispose();
        if (keys == "spoilt")
            await File.WriteAllTextAsync(path, "{");

        await RefusedAsync(copy.Path, KeyFile.FileName);

        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(Target)!));
    }

    [Fact]
    public async Task Where_there_is_no_ledger_there_is_no_backup() =>
        await RefusedAsync(folder.Path, "There is no ledger");

    /// <summary>As the page for operators says.</summary>
    private async Task RestoreAsync()
    {
        var page = Repository.Read("functions/operating.md");
        var commands = Regex.Match(
            page[page.IndexOf("## Restore", StringComparison.Ordinal)..],
            "^```sh\n(?<commands>.*?)^```$",
            RegexOptions.Multiline | RegexOptions.Singleline,
            TimeSpan.FromSeconds(1)
        );
        const string Loyalty = "loyalty() { dotnet \"$program\" \"$@\"; }\n";
        var start = new ProcessStartInfo("/bin/sh", ["-euc", Loyalty + commands.Groups["commands"].Value])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment["program"] = LoyaltyProcess.Program;
        start.Environment["data"] = folder.Path;
        start.Environment["backup"] = Target;
        using var shell = Process.Start(start)!;
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
        Assert.Contains("Everything holds.", output, StringComparison.Ordinal);
        Directory.Delete(folder.Path + ".before", recursive: true);
    }

    private async Task RefusedAsync(string data, string cause)
    {
        var (exitCode, output, errors) = await LoyaltyProcess.RunAsync(["backup", Target, "--data", data]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(cause, Assert.Single(errors.Trim().Split('\n')), StringComparison.Ordinal);
    }

    private void AssertPrivate()
    {
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(owner | UnixFileMode.UserExecute, File.GetUnixFileMode(Target));
        var files = Directory.GetFiles(Target);
        Assert.Equal(["demo.json", "keys.json", "loyalty.db"], files.Select(Path.GetFileName).Order());
        foreach (var file in files)
            Assert.Equal(owner, File.GetUnixFileMode(file));
    }

    private static Task AcceptedAsync(CrashLoad load, int count) =>
        Eventually.TrueAsync("requests are accepted", () => load.Accepted.Count >= count);

    private async Task<IReadOnlyList<string>> PrepareAsync()
    {
        var host = new HostFixture(folder);
        await host.StartAsync();
        var members = new List<string>();
        for (var i = 0; i < 10; i++)
            members.Add((await host.Setup.MemberAsync()).MemberId.Value);
        await host.StopAsync();
        return members;
    }

    private async Task<Partner> PartnerAsync(HttpClient http)
    {
        var demo = (await DemoFile.ReadAsync(folder.Path, default))!;
        var partner = Partner.Of(demo, http, TimeProvider.System);
        await partner.TokenAsync();
        return partner;
    }
}
