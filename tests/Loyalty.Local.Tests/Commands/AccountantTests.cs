using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Loyalty.Catalog;
using Loyalty.Local.Commands;
using Microsoft.Data.Sqlite;

namespace Loyalty.Local.Tests.Commands;

/// <summary>hledger, which knows nothing of the product, reads the exported journal and keeps the same books.</summary>
public sealed partial class AccountantTests
{
    /// <summary>Members of the books. Each has another balance, so that none can be taken for another.</summary>
    private static readonly string[] Members =
    [
        "alice",
        "Bob",
        "bob",
        "=cmd, \"x\"",
        // Alike, once somebody has replaced or trimmed what is not allowed in an account's name.
        "shop:1",
        "shop_1",
        "shop%3A1",
        "x",
        "x ",
        " x",
        "x  y",
        "x _y",
        // Spaces that end an account's name where they stand together, and what could follow.
        "a\u00a0\u00a0b",
        "a\u2003\u2003b",
        "a\u3000\u3000b",
        "alice\u00a0\u00a0-10 \"points\" ;",
        "alice  -10 \"points\" ;",
        "a\u2028b",
        // What means something else to accountants.
        "; a note",
        "(virtual)",
        "[balanced]",
        "* cleared",
        "=",
        "\u00e9",
        "e\u0301",
        "\U0001f600",
        " ",
    ];

    [RequiresShellFact("hledger")]
    public async Task An_accountant_finds_every_balance_of_the_store_in_the_exported_journal()
    {
        using var folder = new TestFolder();
        var balances = await WorkAsync(folder);

        Assert.True(balances.Count > Members.Length);
        Assert.Equal(balances, await ReadByAccountantAsync(folder));
    }

    [RequiresShellFact("hledger")]
    public async Task An_accountant_finds_them_also_after_the_clock_stepped_back()
    {
        using var folder = new TestFolder();
        var balances = await WorkAsync(folder);
        await using (var connection = new SqliteConnection($"Data Source={folder.Database};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = """
                UPDATE entries SET body = json_set(body, '$.at', '2020-01-01T00:00:00+00:00')
                WHERE body ->> '$.points' < 0
                """;
            Assert.Equal(Members.Length, await command.ExecuteNonQueryAsync());
        }

        Assert.Equal(balances, await ReadByAccountantAsync(folder));
    }

    /// <summary>Has hledger check the export and name the balances that it comes to.</summary>
    private static async Task<SortedDictionary<string, long>> ReadByAccountantAsync(TestFolder folder)
    {
        string[] arguments = ["--data", folder.Path, "--format", "hledger"];
        var (exitCode, journal, _) = await ExportCommandTests.RunAsync(ExportCommand.Create(), arguments);
        Assert.Equal(0, exitCode);
        var path = Path.Combine(folder.Path, "points.journal");
        await File.WriteAllTextAsync(path, journal);

        // Every transaction balances, and every balance that the journal asserts is the one that hledger comes to.
        Assert.Equal("", await HledgerAsync("-f", path, "check"));
        var found = await HledgerAsync("-f", path, "balance", "--flat", "--empty", "-O", "csv", "^liabilities:");
        var balances = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (Match row in Balance().Matches(found))
            balances.Add(
                Uri.UnescapeDataString(row.Groups["member"].Value),
                -long.Parse(row.Groups["points"].Value, CultureInfo.InvariantCulture)
            );
        return balances;
    }

    /// <summary>Entries of several kinds for each member; returns the balances that the store has in the end.</summary>
    private static async Task<SortedDictionary<string, long>> WorkAsync(TestFolder folder)
    {
        var fixture = new HostFixture(folder);
        await fixture.StartAsync();
        var client = await fixture.Setup.ClientAsync();
        var earn = await fixture.Setup.RuleAsync(RuleType.Earn, client);
        var redeem = await fixture.Setup.RuleAsync(RuleType.Redeem, client);
        var partner = fixture.Setup.PartnerOf(client);
        foreach (var (index, id) in Members.Index())
        {
            var member = new Member { OrgId = Setup.Org, MemberId = TextId.From<MemberId>(id) };
            await fixture.Setup.PutAsync(member);
            await fixture.Setup.GrantAsync(member, 1 + index);
            foreach (var (rule, amount) in new[] { (earn, 1000), (redeem, 10 * (1 + index)) })
            {
                var body = new PointsBody(id, rule.RuleId.Value, amount, Names.Next("request"));
                Assert.Equal(202, (await partner.SendAsync(body)).Status);
                await partner.OutcomeAsync(body.RequestId);
            }
        }

        var balances = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await foreach (var account in fixture.Service<IStoreReader>().AccountsAsync(default))
            balances.Add(account.MemberId.Value, account.Balance.Value);
        await fixture.StopAsync();
        return balances;
    }

    private static async Task<string> HledgerAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("hledger", arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C.UTF-8" },
        };
        using var hledger = Process.Start(start) ?? throw new InvalidOperationException("hledger did not start.");
        var output = hledger.StandardOutput.ReadToEndAsync();
        var errors = await hledger.StandardError.ReadToEndAsync();
        await hledger.WaitForExitAsync();
        Assert.True(hledger.ExitCode == 0, errors);
        return await output;
    }

    [GeneratedRegex(
        """^"liabilities:demo:points:(?<member>.*)","(?<points>-?\d+).*$""",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Balance();
}
