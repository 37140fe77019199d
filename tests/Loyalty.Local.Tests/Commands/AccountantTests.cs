using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Loyalty.Catalog;
using Loyalty.Local.Commands;

namespace Loyalty.Local.Tests.Commands;

/// <summary>hledger, which knows nothing of the product, reads the exported journal and keeps the same books.</summary>
public sealed partial class AccountantTests
{
    /// <summary>Members of the books. Each has another balance, so that none can be taken for another.</summary>
    private static readonly string[] Members = ["alice", "Bob", "=cmd, \"x\""];

    [RequiresShellFact("hledger")]
    public async Task An_accountant_finds_every_balance_of_the_store_in_the_exported_journal()
    {
        using var folder = new TestFolder();
        var balances = await WorkAsync(folder);
        string[] arguments = ["--data", folder.Path, "--format", "hledger"];
        var (exitCode, journal, _) = await ExportCommandTests.RunAsync(ExportCommand.Create(), arguments);
        Assert.Equal(0, exitCode);
        var path = Path.Combine(folder.Path, "points.journal");
        await File.WriteAllTextAsync(path, journal);

        // Every transaction balances, and every balance that the journal asserts is the one that hledger comes to.
        Assert.Equal("", await HledgerAsync("-f", path, "check"));
        var found = await HledgerAsync("-f", path, "balance", "--flat", "--empty", "-O", "csv", "^liabilities:");

        Assert.True(balances.Count > Members.Length);
        Assert.Equal(
            balances.Order(),
            Balance()
                .Matches(found)
                .Select(row => -long.Parse(row.Groups["points"].Value, CultureInfo.InvariantCulture))
                .Order()
        );
    }

    /// <summary>Entries of several kinds for each member; returns the balances that the store has in the end.</summary>
    private static async Task<List<long>> WorkAsync(TestFolder folder)
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
            foreach (var (rule, amount) in new[] { (earn, 100), (redeem, 10 * (1 + index)) })
            {
                var body = new PointsBody(id, rule.RuleId.Value, amount, Names.Next("request"));
                Assert.Equal(202, (await partner.SendAsync(body)).Status);
                await partner.OutcomeAsync(body.RequestId);
            }
        }

        var balances = await fixture
            .Service<IStoreReader>()
            .AccountsAsync(default)
            .Select(account => account.Balance.Value)
            .ToListAsync();
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
        """^"liabilities:.*","(?<points>-?\d+).*$""",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Balance();
}
