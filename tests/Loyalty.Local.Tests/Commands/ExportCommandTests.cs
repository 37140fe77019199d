using System.CommandLine;
using System.Text.RegularExpressions;
using Loyalty.Catalog;
using Loyalty.Holds;
using Loyalty.Ledger.Rules;
using Loyalty.Local.Commands;
using Command = System.CommandLine.Command;

namespace Loyalty.Local.Tests.Commands;

/// <summary><c>loyalty export</c> and <c>loyalty verify</c> on stopped folders.</summary>
public sealed class ExportCommandTests
{
    private const string Formula = "=cmd, \"x\"";

    [Fact]
    public async Task The_csv_has_every_posted_entry_and_no_formulas()
    {
        using var folder = new TestFolder();
        await WorkAsync(folder);

        var (exitCode, output, _) = await RunAsync(ExportCommand.Create(), "--data", folder.Path);

        Assert.Equal(0, exitCode);
        var lines = output.TrimEnd().Split("\r\n");
        Assert.Equal(
            "\uFEFFat,transactionId,kind,orgId,programId,userId,ruleId,clientId,requestId,points,balanceAfter",
            lines[0]
        );
        // The opening balance, the earning, the redemption and the steps of three holds; the refused one moved no points.
        Assert.Equal(9, lines.Length);
        Assert.EndsWith(",1000,1000", lines[1], StringComparison.Ordinal);
        Assert.EndsWith(",25,25", lines[2], StringComparison.Ordinal);
        Assert.EndsWith(",-10,15", lines[3], StringComparison.Ordinal);
        Assert.EndsWith(",2,11", lines[5], StringComparison.Ordinal);
        Assert.All(lines[2..], line => Assert.Contains(",\"'=cmd, \"\"x\"\"\",", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_transaction_of_the_journal_balances_and_its_assertions_hold()
    {
        using var folder = new TestFolder();
        await WorkAsync(folder);

        var (exitCode, output, _) = await RunAsync(
            ExportCommand.Create(),
            "--data",
            folder.Path,
            "--format",
            "hledger"
        );

        Assert.Equal(0, exitCode);
        var transactions = output.Trim().Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        // The entries, what the demo member and this one have in the end, and what is held of it.
        Assert.Equal(11, transactions.Length);
        var balances = new Dictionary<string, long>();
        foreach (var transaction in transactions)
        {
            var lines = transaction.Trim().Split('\n');
            Assert.Matches(
                @"^\d{4}-\d{2}-\d{2} (\([0-9a-f-]{36}\) (adjust|earn|redeem|hold|capture|release)|closing balance)$",
                lines[0].TrimEnd()
            );
            var sum = 0L;
            foreach (var line in lines[1..])
            {
                var posting = Regex.Match(
                    line,
                    @"^    (?<account>\S.*?)  (?<points>-?\d+) ""points""( = (?<balance>-?\d+) ""points"")?\s*$",
                    RegexOptions.ExplicitCapture,
                    TimeSpan.FromSeconds(1)
                );
                Assert.True(posting.Success, line);
                var points = long.Parse(posting.Groups["points"].Value);
                var account = posting.Groups["account"].Value;
                sum += points;
                balances[account] = balances.GetValueOrDefault(account) + points;
                if (posting.Groups["balance"].Success)
                    Assert.Equal(long.Parse(posting.Groups["balance"].Value), balances[account]);
            }

            Assert.Equal(0, sum);
            var isEndOfHold = Regex.IsMatch(lines[0], "capture|release", RegexOptions.None, TimeSpan.FromSeconds(1));
            var postings =
                lines[0].Contains("closing balance", StringComparison.Ordinal) ? 1
                : isEndOfHold ? 4
                : 2;
            Assert.Equal(1 + postings, lines.Length);
        }

        Assert.Equal(-8, balances["liabilities:demo:points:%3Dcmd%2C%20%22x%22"]);
        Assert.Equal(-3, balances["held:demo:points:%3Dcmd%2C%20%22x%22"]);
        Assert.Equal(-14, balances["income:redeemed:demo:points"]);
    }

    [Theory]
    [InlineData("--format", "xlsx")]
    [InlineData("--colour", "red")]
    public async Task Arguments_that_mean_nothing_are_refused(string option, string value)
    {
        var (exitCode, _, errors) = await RunAsync(ExportCommand.Create(), option, value);

        Assert.NotEqual(0, exitCode);
        Assert.NotEmpty(errors);
    }

    internal static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        Command command,
        params string[] arguments
    )
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var exitCode = await command
            .Parse(arguments)
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = errors });
        return (exitCode, output.ToString(), errors.ToString());
    }

    private static async Task WorkAsync(TestFolder folder)
    {
        var fixture = new HostFixture(folder);
        await fixture.StartAsync();
        await fixture.Setup.PutAsync(new Member { OrgId = Setup.Org, MemberId = TextId.From<MemberId>(Formula) });
        var client = await fixture.Setup.ClientAsync();
        var cap = new Cap { Points = new Loyalty.Points(25), Period = CapPeriod.Lifetime };
        var earn = await fixture.Setup.RuleAsync(RuleType.Earn, client, rule => rule with { Cap = cap });
        var redeem = await fixture.Setup.RuleAsync(RuleType.Redeem, client);
        var partner = fixture.Setup.PartnerOf(client);
        foreach (var (rule, amount) in new[] { (earn, 25), (earn, 1), (redeem, 10) })
        {
            var body = new PointsBody(Formula, rule.RuleId.Value, amount, Names.Next("request"));
            Assert.Equal(202, (await partner.SendAsync(body)).Status);
            await partner.OutcomeAsync(body.RequestId);
        }

        var holds = fixture.Service<HoldHandler>();
        var captured = await HoldAsync("captured", 6);
        await holds.CaptureAsync(captured, new Loyalty.Points(4), client.ClientId, default);
        await holds.ReleaseAsync(await HoldAsync("released", 5), client.ClientId, default);
        await HoldAsync("open", 3);
        await fixture.StopAsync();

        async Task<LedgerEntry> HoldAsync(string id, long points)
        {
            var outcome = await holds.PlaceAsync(
                new HoldRequest
                {
                    Id = EntryId.ForHold(client.ClientId, TextId.From<RequestId>(id)),
                    Account = new AccountKey(Setup.Org, TextId.From<MemberId>(Formula), redeem.ProgramId),
                    Amount = new Loyalty.Points(points),
                    Lasts = TimeSpan.FromHours(1),
                    ClientId = client.ClientId,
                    RequestId = TextId.From<RequestId>(id),
                    RuleId = redeem.RuleId,
                },
                default
            );
            return outcome.Entry!;
        }
    }
}
