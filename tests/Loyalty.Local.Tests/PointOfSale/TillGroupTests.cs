using System.Text.Json.Nodes;
using Loyalty.Catalog;
using Loyalty.Local.Tests.Management;

namespace Loyalty.Local.Tests.PointOfSale;

/// <summary>Points of groups, redeemed and taken back at a till, on each store.</summary>
public abstract class TillGroupTests(HostFixture fixture)
{
    private readonly Editor owner = Editor.Of(fixture);

    public sealed class OnSqlite(HostFixture fixture) : TillGroupTests(fixture), IClassFixture<HostFixture>
    {
        [Fact]
        public async Task What_tills_have_done_is_proven()
        {
            await A_group_s_points_are_spent_whosever_they_are_and_go_back_to_the_same_members(isXml: false);
            await A_code_is_used_up_by_what_is_redeemed_and_by_no_refusal();
            await Fixture.AssertProvenAsync();
        }
    }

    public sealed class OnCosmos(CosmosHostFixture fixture) : TillGroupTests(fixture), IClassFixture<CosmosHostFixture>;

    protected HostFixture Fixture => fixture;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_group_s_points_are_spent_whosever_they_are_and_go_back_to_the_same_members(bool isXml)
    {
        var till = await Till.OpenAsync(fixture, isXml);
        var members = await MembersAsync(10, 20, 30);
        var (ann, bob, cid) = (members[0], members[1], members[2]);
        await fixture.Setup.PutAsync(cid with { Status = MemberStatus.Blocked });
        var group = await GroupAsync(ann, bob, cid);
        var query = $"?user_group2_id={group}";
        void Numbered(JsonObject item) => item["external_reference_number"] = group;

        Assert.Equal("813", (await till.RedeemAsync(bob, 31, query)).Code);
        Assert.Equal("800", (await till.CheckAsync(bob, 25, $"&user_group2_id={group}")).Code);
        var redeemed = await till.RedeemAsync(bob, 25, query, Numbered);
        var again = await till.RedeemAsync(bob, 25, query, Numbered);

        Assert.Equal(("800", "25", "5"), (redeemed.Code, redeemed["points_redeemed"], redeemed["balance"]));
        Assert.Equal((ann.MemberId.Value, "10"), BreakdownOf(redeemed));
        Assert.Equal(redeemed.RedemptionId, again.RedemptionId);
        Assert.Equal(["0", "5", "30"], await BalancesAsync(ann, bob, cid));

        var part = await till.ReverseAsync(redeemed.RedemptionId, 18, reference: $"{group}-part");
        var partAgain = await till.ReverseAsync(redeemed.RedemptionId, 18, reference: $"{group}-part");
        Assert.Equal(("800", "18"), (part.Code, part["points_redeemed"]));
        Assert.Equal((ann.MemberId.Value, "3"), BreakdownOf(part));
        Assert.Equal(redeemed.RedemptionId, part.RedemptionId);
        Assert.Equal(("800", "18"), (partAgain.Code, partAgain["points_redeemed"]));
        Assert.Equal(["3", "20", "30"], await BalancesAsync(ann, bob, cid));
        Assert.Equal("810", (await till.ReverseAsync(redeemed.RedemptionId, 8)).Code);
        Assert.Equal("7", (await till.ReverseAsync(redeemed.RedemptionId))["points_redeemed"]);
        Assert.Equal("812", (await till.ReverseAsync(redeemed.RedemptionId)).Code);
        Assert.Equal(["10", "20", "30"], await BalancesAsync(ann, bob, cid));
    }

    [Fact]
    public async Task What_a_manager_has_given_back_of_a_share_a_till_does_not_give_back_again()
    {
        var till = await Till.OpenAsync(fixture);
        var members = await MembersAsync(10, 20);
        var (ann, bob) = (members[0], members[1]);
        var redeemed = await till.RedeemAsync(bob, 30, $"?user_group2_id={await GroupAsync(ann, bob)}");
        var listed = await owner.GetAsync($"/manage/transactions?userId={bob.MemberId}");
        var hold = listed
            .Json.GetProperty("items")
            .EnumerateArray()
            .First(entry => entry.GetProperty("kind").GetString() == "hold")
            .GetProperty("transactionId");
        await owner.PostAsync(
            $"/manage/transactions/{hold}/reverse",
            new JsonObject { ["points"] = 20, ["reason"] = "By hand" }
        );

        Assert.Equal("810", (await till.ReverseAsync(redeemed.RedemptionId, 11)).Code);
        var back = await till.ReverseAsync(redeemed.RedemptionId);

        Assert.Equal(("800", "10"), (back.Code, back["points_redeemed"]));
        Assert.Equal((ann.MemberId.Value, "10"), BreakdownOf(back));
        Assert.Equal(["10", "20"], await BalancesAsync(ann, bob));
    }

    [Fact]
    public async Task A_group_s_redemption_is_taken_back_under_its_own_bill_alone()
    {
        var till = await Till.OpenAsync(fixture);
        var members = await MembersAsync(10, 20);
        var (ann, bob) = (members[0], members[1]);
        var query = $"?user_group2_id={await GroupAsync(ann, bob)}";
        var billed = await till.RedeemAsync(bob, 12, query, item => item["transaction_number"] = "red123");
        var unbilled = await till.RedeemAsync(bob, 12, query);

        Assert.Equal("811", (await till.ReverseAsync(billed.RedemptionId, null, "red124")).Code);
        Assert.Equal("814", (await till.ReverseAsync(unbilled.RedemptionId, null, "red123")).Code);
        Assert.Equal("800", (await till.ReverseAsync(billed.RedemptionId, null, "red123")).Code);
        Assert.Equal("800", (await till.ReverseAsync(unbilled.RedemptionId)).Code);
        Assert.Equal(["10", "20"], await BalancesAsync(ann, bob));
    }

    [Fact]
    public async Task A_group_is_known_by_its_names_its_primary_member_and_its_members()
    {
        var till = await Till.OpenAsync(fixture);
        var members = await MembersAsync(10, 20, 0);
        var (ann, bob, eve) = (members[0], members[1], members[2]);
        var name = Names.Next("family");
        var first = await GroupAsync(ann, bob, eve);
        var second = await GroupAsync(eve, name, eve);

        foreach (
            var query in (string[])
                [
                    $"user_group2_id={first}",
                    $"user_group2_primary_user_id={ann.MemberId}",
                    "use_default_user_group2=true",
                    $"use_default_user_group2=true&user_group2_id={first}",
                ]
        )
            Assert.Equal("800", (await till.RedeemAsync(bob, 1, $"?{query}")).Code);
        // Eve stands for the second group, though she joined the first before it.
        Assert.Equal("881", (await till.RedeemAsync(eve, 1, "?use_default_user_group2=true")).Code);
        Assert.Equal("881", (await till.RedeemAsync(eve, 1, $"?user_group2_external_id={name}")).Code);
        Assert.Equal("903", (await till.RedeemAsync(bob, 1, $"?user_group2_id={second}")).Code);
        Assert.Equal(
            "903",
            (
                await till.RedeemAsync(eve, 1, $"?user_group2_id={second}&user_group2_primary_user_id={ann.MemberId}")
            ).Code
        );
    }

    [Fact]
    public async Task A_code_is_used_up_by_what_is_redeemed_and_by_no_refusal()
    {
        var till = await Till.OpenAsync(fixture);
        var program = await fixture.Setup.ProgramAsync(program =>
            program with
            {
                Redemption = new RedemptionPolicy { Validation = RedemptionValidation.Otp },
            }
        );
        var members = await MembersAsync(0, 0);
        var (ann, bob) = (members[0], members[1]);
        await fixture.Setup.PutAsync(bob with { Email = $"{bob.MemberId}@example.com" });
        await fixture.Setup.GrantAsync(ann, 50, program);
        await fixture.Setup.GrantAsync(bob, 50, program);
        var query = $"?program_id={program.ProgramId}&user_group2_id={await GroupAsync(ann, bob)}";
        var newcomer = await fixture.Setup.MemberAsync();
        var wider = $"?program_id={program.ProgramId}&user_group2_id={await GroupAsync(ann, newcomer)}";
        var unknown = await till.RedeemAsync(newcomer, 10, wider, item => item["validation_code"] = "ABCDEF");
        Assert.Equal("881", unknown.Code);
        if (await TillRaceTests.CodeAsync(fixture, till, bob, program) is not { } code)
            return;
        void Coded(JsonObject item) => item["validation_code"] = code;

        Assert.Equal("824", (await till.RedeemAsync(bob, 10, query)).Code);
        Assert.Equal("813", (await till.RedeemAsync(bob, 101, query, Coded)).Code);
        // Ann's points alone are spent, and Bob's code with them.
        Assert.Equal("800", (await till.RedeemAsync(bob, 1, query, Coded)).Code);
        Assert.Equal("808", (await till.RedeemAsync(bob, 1, query, Coded)).Code);
    }

    private static (string, string) BreakdownOf(TillAnswer answer) =>
        (answer["group_breakdown.element.user_id"], answer["group_breakdown.element.points"]);

    /// <summary>Members in the order of their ids.</summary>
    private async Task<List<Member>> MembersAsync(params long[] points)
    {
        var members = new List<Member>();
        foreach (var _ in points)
            members.Add(await fixture.Setup.MemberAsync());
        members = [.. members.OrderBy(member => member.MemberId.Value, StringComparer.Ordinal)];
        foreach (var (member, number) in members.Zip(points))
            if (number > 0)
                await fixture.Setup.GrantAsync(member, number);
        return members;
    }

    private Task<string> GroupAsync(Member primary, params Member[] others) => GroupAsync(primary, null, others);

    private async Task<string> GroupAsync(Member primary, string? name, params Member[] others)
    {
        var members = others.Prepend(primary).Select(member => member.MemberId.Value).Distinct();
        var body = new JsonObject
        {
            ["primaryUserId"] = primary.MemberId.Value,
            ["members"] = new JsonArray([.. members.Select(member => JsonValue.Create(member))]),
        };
        if (name is not null)
            body["externalId"] = name;
        var made = await owner.PostAsync("/manage/groups", body);
        Assert.True(made.Status == 201, made.ToString());
        return made.Field("groupId")!;
    }

    private async Task<List<string?>> BalancesAsync(params Member[] members)
    {
        var balances = new List<string?>();
        foreach (var member in members)
            balances.Add((await fixture.BalanceAsync(member.MemberId.Value)).Field("balance"));
        return balances;
    }
}
