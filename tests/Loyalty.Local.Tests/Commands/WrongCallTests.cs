using System.Net;
using System.Net.Sockets;

namespace Loyalty.Local.Tests.Commands;

/// <summary>Every command, called wrongly: one line that says what is wrong and what to do.</summary>
public sealed class WrongCallTests
{
    /// <summary>The command line, and what its one line names: the fault, and the way out.</summary>
    public static TheoryData<string, string, string> Calls { get; } =
        new()
        {
            { "serve --urls ftp://127.0.0.1", "--urls is 'ftp://127.0.0.1'", "like http://127.0.0.1:7071" },
            { "serve --urls banana", "--urls is 'banana'", "like http://127.0.0.1:7071" },
            { "serve --urls http://127.0.0.1:99999", "--urls is 'http://127.0.0.1:99999'", "like http://" },
            { "serve --urls http://127.0.0.1:0/path", "--urls is 'http://127.0.0.1:0/path'", "without a path" },
            { "serve --urls http://{taken}", "Cannot listen on http://{taken}", "with --urls" },
            { "serve --listen banana", "--listen is 'banana'", "like http://127.0.0.1:7071" },
            { "serve --store banana", "--store", "sqlite or cosmos" },
            { "serve --data {broken-db}", "loyalty.db", "Restore the file from a backup" },
            { "serve --data {file}", "{file}", "already exists" },
            { "listen --url ftp://127.0.0.1", "--url is 'ftp://127.0.0.1'", "like http://127.0.0.1:7071" },
            { "listen --url http://{taken}", "Cannot listen on http://{taken}", "with --url" },
            { "listen --platform banana", "--platform is 'banana'", "like http://127.0.0.1:7071" },
            { "listen --data {broken-demo}", "demo.json", "restore it" },
            { "sign {body} --key {body}", "--key and --key-id go together", "name both" },
            { "sign {body} --key-id mine", "--key and --key-id go together", "name both" },
            { "sign {body} --key {body} --key-id mine", "{body}", "private key in PEM" },
            { "sign {body} --data {empty}", "no demo.json in '{empty}'", "--data" },
            { "sign {body} --data {broken-demo}", "demo.json", "restore it" },
            { "sign {body} --target points", "--target is 'points'", "like /points" },
            { "sign {empty}/none", "{empty}/none", "Could not find" },
            { "sign", "Required argument missing", "--help" },
            { "sign {body} --form banana", "'banana' not recognized", "'rfc9421'" },
            { "verify --data {empty}", "no ledger in '{empty}'", "--data" },
            { "verify --data {broken-db}", "loyalty.db", "Restore the file from a backup" },
            { "export --data {empty}", "no ledger in '{empty}'", "--data" },
            { "export --data {broken-db}", "loyalty.db", "Restore the file from a backup" },
            { "export --format banana", "'banana' not recognized", "'hledger'" },
            { "demo banana", "'banana'", "--help" },
            { "banana", "'banana'", "--help" },
        };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task What_is_wrong_and_what_to_do_is_said_in_one_line(string call, string fault, string wayOut)
    {
        using var scene = await Scene.CreateAsync();

        var ended = await LoyaltyProcess.RunAsync([
            .. call.Split(' ').Select(scene.Fill),
            .. scene.ElsewhereThan(call),
        ]);

        Assert.True(ended.ExitCode == 2, $"{ended.ExitCode}: {ended.Errors}");
        Assert.Single(ended.Errors.Trim().Split('\n'));
        Assert.Contains(scene.Fill(fault), ended.Errors, StringComparison.Ordinal);
        Assert.Contains(wayOut, ended.Errors, StringComparison.Ordinal);
        Assert.Empty(ended.Output);
    }

    [Fact]
    public async Task A_setting_that_is_no_number_is_told_in_one_line()
    {
        using var scene = await Scene.CreateAsync();

        var ended = await LoyaltyProcess.RunAsync(
            ["serve", "--data", scene.Fill("{empty}")],
            "",
            ("Ledger:MaxAttempts", "many")
        );

        Assert.Equal(2, ended.ExitCode);
        Assert.Single(ended.Errors.Trim().Split('\n'));
        Assert.Contains("Ledger:MaxAttempts", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_that_nobody_reads_are_told_in_one_line_with_what_else_is_wrong()
    {
        using var scene = await Scene.CreateAsync();

        var ended = await LoyaltyProcess.RunAsync(
            ["serve", "--data", scene.Fill("{empty}")],
            "",
            ("Callbacks__Tmeout", "00:00:05"),
            ("Ledger__Patience", "00:00:05"),
            ("Ledger__MaxAttempts", "0"),
            ("Elsewhere__Tmeout", "00:00:05")
        );

        Assert.Equal(2, ended.ExitCode);
        Assert.Single(ended.Errors.Trim().Split('\n'));
        Assert.Contains("There is no Callbacks:Tmeout: did you mean Callbacks:Timeout?", ended.Errors);
        Assert.Contains("There is no Ledger:Patience: did you mean Ledger:TurnPatience?", ended.Errors);
        Assert.Contains("MaxAttempts", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Elsewhere", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("AggregateException", ended.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(scene.Fill("{empty}")));
    }

    [Fact]
    public async Task A_damaged_demo_file_is_told_in_one_line_and_kept()
    {
        using var folder = new TestFolder();
        var (serve, _) = await LoyaltyProcess.ServeAsync(folder.Path);
        using (serve)
        {
            serve.Terminate();
            await serve.EndsAsync();
        }

        var file = Path.Combine(folder.Path, "demo.json");
        await File.WriteAllTextAsync(file, "{ broken");

        var ended = await LoyaltyProcess.RunAsync(["serve", "--data", folder.Path, "--urls", "http://127.0.0.1:0"]);

        Assert.Equal(2, ended.ExitCode);
        Assert.Single(ended.Errors.Trim().Split('\n'));
        Assert.Contains($"'{file}' is damaged", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("--no-demo", ended.Errors, StringComparison.Ordinal);
        Assert.Equal("{ broken", await File.ReadAllTextAsync(file));
    }

    private sealed class Scene : IDisposable
    {
        private readonly TestFolder folder = new();
        private readonly TcpListener taken = new(IPAddress.Loopback, 0);

        public static async Task<Scene> CreateAsync()
        {
            var scene = new Scene();
            scene.taken.Start();
            foreach (var name in new[] { "empty", "broken-demo", "broken-db" })
                Directory.CreateDirectory(scene.PathOf(name));
            await File.WriteAllTextAsync(scene.PathOf("body"), "{}");
            await File.WriteAllTextAsync(scene.PathOf("file"), "");
            await File.WriteAllTextAsync(scene.PathOf("broken-demo/demo.json"), """{ "baseUrl": "http""");
            await File.WriteAllTextAsync(scene.PathOf("broken-db/loyalty.db"), new string('x', 8192));
            return scene;
        }

        public string Fill(string text) =>
            text.Replace("{taken}", taken.LocalEndpoint.ToString(), StringComparison.Ordinal)
                .Replace("{", folder.Path + "/", StringComparison.Ordinal)
                .Replace("}", "", StringComparison.Ordinal);

        /// <summary>A data folder of its own for a call that names none.</summary>
        public string[] ElsewhereThan(string call) =>
            call.Contains("--data", StringComparison.Ordinal) || call is "banana" or "demo banana"
                ? []
                : ["--data", PathOf("empty")];

        public void Dispose()
        {
            taken.Dispose();
            folder.Dispose();
        }

        private string PathOf(string name) => Path.Combine(folder.Path, name);
    }
}
