using System.Text.Json.Nodes;
using Loyalty.Catalog;
using Loyalty.Local.Tests.Management;

namespace Loyalty.Local.Tests.Points;

/// <summary>What a program allows of redemptions, at the door, in the ledger and in a trial.</summary>
public sealed class RedemptionPolicyTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    // That a till would have to show a code does not matter here.
    private static readonly RedemptionPolicy Policy = new()
    {
        MultipleOf = new(10),
        Minimum = new(20),
        Maximum = new(50),
        Validation = RedemptionValidation.Otp,
    };

    [Theory]
    [InlineData(10, "Must be at least 20 points.")]
    [InlineData(60, "Must be at most 50 points.")]
    [InlineData(25, "Must be a multiple of 10 points.")]
    // The balance is too small as well, which is said later.
    [InlineData(1_000, "Must be at most 50 points.")]
    public async Task A_redemption_that_the_program_does_not_allow_is_refused_and_tried_alike(
        long amount,
        string reason
    )
    {
        var (client, rule, member) = await SceneAsync(Policy);
        var body = new PointsBody(member, rule.RuleId.Value, amount, Names.Next("request"));

        var refused = await fixture.Setup.PartnerOf(client).SendAsync(body);

        Assert.Equal((400, "redemption_not_allowed"), (refused.Status, refused.Code));
        Assert.Equal(reason, refused.Field("detail"));
        var trial = await TryAsync(rule, member, amount);
        Assert.Equal(("failed", "Redemption Not Allowed"), (trial.Field("status"), trial.Field("errorMessage")));

        // It has claimed nothing: the same id may be sent again.
        var sent = await fixture.Setup.PartnerOf(client).SendAsync(body with { Amount = 30 });
        Assert.Equal(202, sent.Status);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(50)]
    public async Task A_redemption_at_the_edge_is_allowed(long amount)
    {
        var (client, rule, member) = await SceneAsync(Policy);
        var partner = fixture.Setup.PartnerOf(client);
        var body = new PointsBody(member, rule.RuleId.Value, amount, Names.Next("request"));
        Assert.Equal("success", (await TryAsync(rule, member, amount)).Field("status"));

        Assert.Equal(202, (await partner.SendAsync(body)).Status);
        Assert.Equal("success", (await partner.OutcomeAsync(body.RequestId)).Field("status"));
    }

    private async Task<(Client Client, Rule Rule, string Member)> SceneAsync(RedemptionPolicy policy)
    {
        var program = await fixture.Setup.ProgramAsync(program => program with { Redemption = policy });
        var client = await fixture.Setup.ClientAsync();
        var rule = await fixture.Setup.RuleAsync(
            RuleType.Redeem,
            client,
            rule => rule with { ProgramId = program.ProgramId }
        );
        var member = await fixture.Setup.MemberAsync();
        await fixture.Setup.GrantAsync(member, 100, program);
        return (client, rule, member.MemberId.Value);
    }

    private Task<Answer> TryAsync(Rule rule, string member, long amount) =>
        Editor
            .Of(fixture)
            .PostAsync(
                $"/manage/rules/{rule.RuleId}/simulate",
                new JsonObject { ["userId"] = member, ["amount"] = amount }
            );
}
