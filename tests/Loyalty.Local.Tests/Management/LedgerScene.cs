using Loyalty.Catalog;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;

namespace Loyalty.Local.Tests.Management;

/// <summary>A program with a partner, rules and members of its own, and somebody who manages them.</summary>
internal sealed class LedgerScene
{
    private LedgerScene(HostFixture fixture, PointProgram program, Client client, Rule earn, Rule redeem)
    {
        (Fixture, Program, Client, Earn, Redeem) = (fixture, program, client, earn, redeem);
        Manager = Manager.Of(fixture);
    }

    public HostFixture Fixture { get; }

    public PointProgram Program { get; }

    public Client Client { get; }

    public Rule Earn { get; }

    public Rule Redeem { get; }

    public Manager Manager { get; }

    public static async Task<LedgerScene> CreateAsync(
        HostFixture fixture,
        Func<PointProgram, PointProgram>? change = null
    )
    {
        var program = await fixture.Setup.ProgramAsync(change);
        var client = await fixture.Setup.ClientAsync();
        return new LedgerScene(
            fixture,
            program,
            client,
            await fixture.Setup.RuleAsync(RuleType.Earn, client, rule => rule with { ProgramId = program.ProgramId }),
            await fixture.Setup.RuleAsync(RuleType.Redeem, client, rule => rule with { ProgramId = program.ProgramId })
        );
    }

    /// <summary>A member with points of this program.</summary>
    public async Task<string> MemberAsync(long points = 0)
    {
        var member = await Fixture.Setup.MemberAsync();
        if (points > 0)
            await Fixture.Setup.GrantAsync(member, points, Program);
        return member.MemberId.Value;
    }

    /// <summary>Awards points and waits for the outcome.</summary>
    /// <returns>The transaction's id.</returns>
    public Task<string> EarnAsync(string member, long amount) => SendAsync(member, Earn, amount);

    /// <summary>Spends points and waits for the outcome.</summary>
    /// <returns>The transaction's id.</returns>
    public Task<string> RedeemAsync(string member, long amount) => SendAsync(member, Redeem, amount);

    public Task<Answer> ReverseAsync(string transaction, string body, string? key = null) =>
        Manager.PostAsync($"/manage/transactions/{transaction}/reverse", body, key);

    public Task<Answer> AdjustAsync(string member, long points, string reason = "A test", string? key = null) =>
        Manager.PostAsync(
            $"/manage/members/{Uri.EscapeDataString(member)}/adjust",
            $$"""{"programId":"{{Program.ProgramId}}","points":{{points}},"reason":"{{reason}}"}""",
            key
        );

    public async Task<Account> AccountAsync(string member)
    {
        var key = new AccountKey(Setup.Org, TextId.From<MemberId>(member), Program.ProgramId);
        return (await Fixture.Service<ILedgerStore>().LoadAsync(key, default))!.Value;
    }

    private async Task<string> SendAsync(string member, Rule rule, long amount)
    {
        var partner = Fixture.Setup.PartnerOf(Client);
        var request = Names.Next("request");
        var answer = await partner.SendAsync(new PointsBody(member, rule.RuleId.Value, amount, request));
        Assert.True(answer.Status == 202, answer.ToString());
        return (await partner.OutcomeAsync(request)).Field("transactionId")!;
    }
}
