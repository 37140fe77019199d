using System.CommandLine;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Local.Tests.Management;
using Microsoft.Data.Sqlite;

namespace Loyalty.Local.Tests.Proof;

/// <summary>The folder of a host that has worked and was stopped, to be copied and spoiled.</summary>
public sealed class StoppedLedger : IAsyncLifetime
{
    private readonly TestFolder original = new();

    /// <summary>A member with three posted entries and a refused one, all of them by requests with callbacks.</summary>
    public string Member { get; private set; } = "";

    /// <summary>Transactions of the member, in order; the third is the refused one.</summary>
    public IReadOnlyList<string> Transactions { get; private set; } = [];

    /// <summary>The rule of the awards, which has a budget.</summary>
    public string Rule { get; private set; } = "";

    /// <summary>A request that is accepted and not yet applied.</summary>
    public string Pending { get; private set; } = "";

    /// <summary>What was issued to another member.</summary>
    public string Issued { get; private set; } = "";

    /// <summary>What a partner assigned to that member.</summary>
    public KeyedEntry Assigned { get; private set; } = null!;

    /// <summary>Points of a group that were redeemed at a till.</summary>
    public JointRedemption Joint { get; private set; } = null!;

    /// <summary>Corrections of another member, with keys and without.</summary>
    public Corrections Corrected { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await using var receiver = await CallbackReceiver.StartAsync(TimeProvider.System);
        var fixture = new HostFixture(original);
        await fixture.StartAsync();
        var client = await fixture.Setup.ClientAsync();
        var cap = new Cap { Points = new Loyalty.Points(50), Period = CapPeriod.Lifetime };
        var budget = new Loyalty.Points(1000);
        var capped = await fixture.Setup.RuleAsync(
            RuleType.Earn,
            client,
            rule => rule with { Cap = cap, Budget = budget, IsCounted = true }
        );
        var redeem = await fixture.Setup.RuleAsync(RuleType.Redeem, client);
        Member = (await fixture.Setup.MemberAsync()).MemberId.Value;
        var partner = fixture.Setup.PartnerOf(client);
        var transactions = new List<string>();
        (string Rule, int Amount)[] requests =
        [
            (capped.RuleId.Value, 30),
            (capped.RuleId.Value, 30),
            (capped.RuleId.Value, 30),
            (redeem.RuleId.Value, 15),
        ];
        foreach (var (rule, amount) in requests)
        {
            var inbox = receiver.Open();
            var body = new PointsBody(Member, rule, amount, Names.Next("request")) { CallbackUrl = inbox.Url };
            transactions.Add((await partner.SendAsync(body)).Field("transactionId")!);
            await inbox.NextAsync();
        }

        Corrected = await CorrectAsync(fixture);
        await IssueAsync(fixture);
        Joint = await RedeemTogetherAsync(fixture);
        await fixture.QuietAsync();
        fixture.Gate.Close();
        var waiting = new PointsBody(Member, redeem.RuleId.Value, 1, Names.Next("request"));
        Pending = (await partner.SendAsync(waiting)).Field("transactionId")!;
        (Transactions, Rule) = (transactions, capped.RuleId.Value);
        // The gate stays closed: the work is given up when the time to drain is over.
        await fixture.StopAsync();
    }

    public Task DisposeAsync()
    {
        original.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>A copy of the folder, for the caller to dispose of.</summary>
    internal TestFolder Copy()
    {
        var copy = new TestFolder();
        foreach (var file in Directory.GetFiles(original.Path))
            File.Copy(file, Path.Combine(copy.Path, Path.GetFileName(file)));
        return copy;
    }

    /// <summary>Spoils a copy, proves it, and returns exit code, output and what was found.</summary>
    internal async Task<(int ExitCode, string Output, string Found)> VerifyAsync(
        string? sql,
        params (string Name, object Value)[] parameters
    )
    {
        using var copy = Copy();
        if (sql is not null)
            Spoil(copy, sql, parameters);
        var (output, errors) = (new StringWriter(), new StringWriter());
        var exitCode = await Loyalty
            .Local.Commands.VerifyCommand.Create()
            .Parse(["--data", copy.Path])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = errors });
        return (exitCode, output.ToString(), errors.ToString());
    }

    /// <summary>Spoils a copy and expects the proof to say so in this sentence.</summary>
    internal async Task AssertFoundAsync(string sentence, string sql, params (string Name, object Value)[] parameters)
    {
        var (exitCode, output, found) = await VerifyAsync(sql, parameters);
        Assert.Equal(1, exitCode);
        Assert.Contains(sentence, found, StringComparison.Ordinal);
        Assert.Contains(" faults.", output, StringComparison.Ordinal);
    }

    private async Task IssueAsync(HostFixture fixture)
    {
        var client = await fixture.Setup.ClientAsync(client =>
            client with
            {
                Scopes = [Scopes.PointsAdjust, Scopes.Programs],
                Partner = "Games",
            }
        );
        var partner = fixture.Setup.PartnerOf(client);
        var member = (await fixture.Setup.MemberAsync()).MemberId.Value;
        var key = Names.Next("key");
        var issued = await partner.PostAsync(
            "/v1/transactions",
            $$"""{"programId":"{{Setup.Program}}","value":1,"userId":"{{member}}","referenceNumber":"{{key}}"}"""
        );
        var assigned = await partner.PostAsync(
            $"/loyalty/user/{member}/points",
            """{"partner":"Games","points":5,"reference":"A prize"}""",
            key
        );
        Assert.Equal((200, 200), (issued.Status, assigned.Status));
        Issued = issued.Field("id")!;
        Assigned = new KeyedEntry(assigned.Field("id")!, key);
    }

    private static async Task<JointRedemption> RedeemTogetherAsync(HostFixture fixture)
    {
        var (one, other) = (await fixture.Setup.MemberAsync(10), await fixture.Setup.MemberAsync(10));
        var group = new MemberGroup
        {
            OrgId = Setup.Org,
            GroupId = Names.Next("group"),
            PrimaryUserId = one.MemberId,
            Members = [one.MemberId, other.MemberId],
        };
        await fixture.Setup.PutAsync(group);
        var till = await PointOfSale.Till.OpenAsync(fixture);
        var redeemed = await till.RedeemAsync(one, 20, $"?user_group2_id={group.GroupId}");
        Assert.Equal("800", redeemed.Code);
        var listed = await Editor.Of(fixture).GetAsync($"/manage/transactions?userId={other.MemberId}");
        var hold = listed
            .Json.GetProperty("items")
            .EnumerateArray()
            .First(entry => entry.GetProperty("kind").GetString() == "hold");
        return new JointRedemption(
            redeemed.RedemptionId,
            other.MemberId.Value,
            hold.GetProperty("transactionId").GetString()!
        );
    }

    private static async Task<Corrections> CorrectAsync(HostFixture fixture)
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var member = await scene.MemberAsync();
        var (adjust, reverse) = (Names.Next("key"), Names.Next("key"));
        var adjusted = await IdOfAsync(scene.AdjustAsync(member, 40, key: adjust));
        var unkeyed = await IdOfAsync(scene.AdjustAsync(member, 30));
        const string Part = """{"points":10,"reason":"Part"}""";
        return new Corrections(
            member,
            new KeyedEntry(adjusted, adjust),
            unkeyed,
            new KeyedEntry(await IdOfAsync(scene.ReverseAsync(adjusted, Part, reverse)), reverse),
            await IdOfAsync(scene.ReverseAsync(adjusted, Part))
        );
    }

    private static async Task<string> IdOfAsync(Task<Answer> correction)
    {
        var answer = await correction;
        Assert.True(answer.Status == 200, answer.ToString());
        return answer.Field("transactionId")!;
    }

    internal static void Spoil(TestFolder folder, string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = new SqliteConnection($"Data Source={folder.Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        Assert.True(command.ExecuteNonQuery() > 0, "Nothing was spoiled.");
    }
}

/// <summary>A correction that was sent with an <c>Idempotency-Key</c>.</summary>
public sealed record KeyedEntry(string Id, string Key);

/// <summary>Points of a group that were redeemed.</summary>
/// <param name="Id">The redemption.</param>
/// <param name="Member">Who gave points without being at the till.</param>
/// <param name="Hold">What held them.</param>
public sealed record JointRedemption(string Id, string Member, string Hold);

/// <summary>Transactions of one member.</summary>
/// <param name="Member">The member.</param>
/// <param name="Adjusted">An adjustment with a key.</param>
/// <param name="AdjustedUnkeyed">An adjustment without one.</param>
/// <param name="Reversed">The first reversal of <paramref name="Adjusted"/>, with a key.</param>
/// <param name="ReversedUnkeyed">The second, without one.</param>
public sealed record Corrections(
    string Member,
    KeyedEntry Adjusted,
    string AdjustedUnkeyed,
    KeyedEntry Reversed,
    string ReversedUnkeyed
);
