using System.Text.Json;
using System.Text.Json.Nodes;
using Loyalty.Catalog;
using Loyalty.Local.Tests.Management;

namespace Loyalty.Local.Tests.PointOfSale;

/// <summary>What a group has together, and whose points a redemption would take, on each store.</summary>
public abstract class GroupPointsTests(ClockedHostFixture fixture)
{
    private readonly Editor owner = Editor.Of(fixture);

    public sealed class OnSqlite(ClockedHostFixture fixture)
        : GroupPointsTests(fixture),
            IClassFixture<ClockedHostFixture>;

    public sealed class OnCosmos(ClockedCosmosFixture fixture)
        : GroupPointsTests(fixture),
            IClassFixture<ClockedCosmosFixture>;

    [Fact]
    public async Task Those_who_may_spend_count_and_the_others_are_shown_beside_them()
    {
        var scene = await LedgerScene.CreateAsync(fixture, ExpiringSoon);
        var (ann, bob, cid) = (await scene.MemberAsync(100), await scene.MemberAsync(20), await scene.MemberAsync(30));
        var (eve, dan) = (await scene.MemberAsync(7), await scene.MemberAsync());
        await HoldAsync(scene, ann, 60);
        await HoldAsync(scene, cid, 10);
        await SetStatusAsync(cid, MemberStatus.Blocked);
        await SetStatusAsync(eve, MemberStatus.Closed);
        var group = await GroupAsync(ann, bob, cid, eve, dan);

        var shown = await ShowAsync(group, scene.Program);

        Assert.Equal((group, $"{scene.Program.ProgramId}"), (shown.Field("groupId"), shown.Field("programId")));
        Assert.Equal(
            ("120", "60", "60", "null"),
            (shown.Field("balance"), shown.Field("available"), shown.Field("held"), shown.Field("redemption"))
        );
        Assert.Equal(
            [
                $"{ann} active True 100 40 60 40",
                $"{bob} active True 20 20 0 20",
                $"{cid} blocked False 30 20 10 20",
                $"{eve} closed False 7 7 0 7",
                $"{dan} active True 0 0 0 ",
            ],
            shown.Json.GetProperty("members").EnumerateArray().Select(Line)
        );
    }

    [Fact]
    public async Task What_would_be_taken_is_what_a_till_takes()
    {
        var scene = await LedgerScene.CreateAsync(fixture, ExpiringSoon);
        var members = new List<string>();
        foreach (var _ in Enumerable.Range(0, 4))
            members.Add(await scene.MemberAsync());
        members.Sort(StringComparer.Ordinal);
        var (ann, bob, cid, dan) = (members[0], members[1], members[2], members[3]);
        await scene.AdjustAsync(bob, 20);
        await scene.AdjustAsync(cid, 30);
        await SetStatusAsync(cid, MemberStatus.Blocked);
        fixture.Clock.Advance(TimeSpan.FromDays(1));
        await scene.AdjustAsync(dan, 10);
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        await scene.AdjustAsync(ann, 10);
        var group = await GroupAsync([.. members]);

        var tooMany = await ShowAsync(group, scene.Program, 41);
        var enough = await ShowAsync(group, scene.Program, 35);

        Assert.Equal("""{"points":41,"missing":1,"taken":[]}""", tooMany.Field("redemption"));
        Assert.Equal((35, 0), (Number(enough, "points"), Number(enough, "missing")));
        Assert.Equal([$"{ann} 5", $"{bob} 20", $"{dan} 10"], Taken(enough));
        Assert.Equal([10, 20, 30, 10], await BalancesAsync(scene, members));
        var till = await Till.OpenAsync(fixture);
        var customer = new Member { OrgId = Setup.Org, MemberId = TextId.From<MemberId>(bob) };
        var query = $"?program_id={scene.Program.ProgramId}&user_group2_id={group}";
        Assert.Equal("813", (await till.RedeemAsync(customer, 41, query)).Code);
        Assert.Equal("800", (await till.RedeemAsync(customer, 35, query)).Code);
        Assert.Equal([5, 0, 30, 0], await BalancesAsync(scene, members));
        Assert.Equal("5", (await ShowAsync(group, scene.Program)).Field("available"));
    }

    [Fact]
    public async Task Who_is_below_zero_takes_nothing_from_the_others()
    {
        var scene = await LedgerScene.CreateAsync(
            fixture,
            program => program with { Reversal = new ReversalPolicy { AllowNegativeBalance = true } }
        );
        var (ann, bob) = (await scene.MemberAsync(), await scene.MemberAsync(50));
        var award = await scene.AdjustAsync(ann, 80);
        await scene.AdjustAsync(ann, -80);
        await scene.ReverseAsync(award.Field("transactionId")!, """{"reason":"A mistake"}""");
        var group = await GroupAsync(ann, bob);

        var shown = await ShowAsync(group, scene.Program, 51);

        Assert.Equal("-80", shown.Json.GetProperty("members")[0].GetProperty("available").GetRawText());
        Assert.Equal(("50", "50"), (shown.Field("available"), shown.Field("balance")));
        Assert.Equal("""{"points":51,"missing":1,"taken":[]}""", shown.Field("redemption"));
        Assert.Equal([$"{bob} 50"], Taken(await ShowAsync(group, scene.Program, 50)));
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_named()
    {
        var scene = await LedgerScene.CreateAsync(
            fixture,
            program => program with { Redemption = new RedemptionPolicy { MultipleOf = new Loyalty.Points(10) } }
        );
        var group = await GroupAsync(await scene.MemberAsync(100));
        var path = $"/manage/groups/{group}/points";

        var wrong = await owner.GetAsync($"{path}?programId=%20&points=1.5");
        var odd = await owner.GetAsync($"{path}?programId={scene.Program.ProgramId}&points=25");
        var unknown = await owner.GetAsync($"{path}?programId=nowhere&points=25");
        var missing = await owner.GetAsync("/manage/groups/nobody/points");

        Assert.Equal(["points range", "programId format"], wrong.Errors().Order());
        Assert.Equal((400, "points not_allowed"), (odd.Status, Assert.Single(odd.Errors())));
        Assert.Contains("Must be a multiple of 10 points.", odd.Text);
        Assert.Equal((404, "unknown_program"), (unknown.Status, unknown.Code));
        Assert.Equal((404, "not_found"), (missing.Status, missing.Code));
        Assert.Equal("points", (await owner.GetAsync(path)).Field("programId"));
    }

    [Fact]
    public async Task A_program_whose_books_are_elsewhere_is_none()
    {
        var remote = await fixture.Setup.ProgramAsync(program =>
            program with
            {
                Remote = new RemoteSystem
                {
                    BaseUrl = "https://points.example.com",
                    ClientId = TextId.From<ClientId>("us"),
                    SealedSecret = "sealed",
                    KeyId = "key",
                    RuleId = TextId.From<RuleId>("award"),
                },
            }
        );
        var group = await GroupAsync((await fixture.Setup.MemberAsync()).MemberId.Value);

        var answer = await owner.GetAsync($"/manage/groups/{group}/points?programId={remote.ProgramId}");

        Assert.Equal((404, "unknown_program"), (answer.Status, answer.Code));
    }

    private static PointProgram ExpiringSoon(PointProgram program) =>
        program with
        {
            Expiration = new Expiration { Days = 30 },
        };

    /// <summary>A member as it is shown, in a line; last what expires next.</summary>
    private static string Line(JsonElement member)
    {
        var next = member.GetProperty("nextExpiring");
        var expiring = next.ValueKind == JsonValueKind.Null ? "" : $"{next.GetProperty("points")}";
        return string.Join(
            ' ',
            new[] { "userId", "status", "maySpend", "balance", "available", "held" }
                .Select(name => $"{member.GetProperty(name)}")
                .Append(expiring)
        );
    }

    private Task SetStatusAsync(string member, MemberStatus status) =>
        fixture.Setup.PutAsync(
            new Member
            {
                OrgId = Setup.Org,
                MemberId = TextId.From<MemberId>(member),
                Status = status,
            }
        );

    private async Task HoldAsync(LedgerScene scene, string member, long points)
    {
        var held = await fixture
            .Setup.PartnerOf(scene.Client)
            .PostAsync(
                "/points/holds",
                $$"""{"userId":"{{member}}","ruleId":"{{scene.Redeem.RuleId}}","amount":{{points}},"requestId":"{{member}}","expiresInSeconds":600}"""
            );
        Assert.True(held.Status == 201, held.ToString());
    }

    private async Task<string> GroupAsync(params string[] members)
    {
        var made = await owner.PostAsync(
            "/manage/groups",
            new JsonObject
            {
                ["primaryUserId"] = members[0],
                ["members"] = new JsonArray([.. members.Select(member => JsonValue.Create(member))]),
            }
        );
        Assert.True(made.Status == 201, made.ToString());
        return made.Field("groupId")!;
    }

    private async Task<Answer> ShowAsync(string group, PointProgram program, long? points = null)
    {
        var asked = points is null ? "" : $"&points={points}";
        var answer = await owner.GetAsync($"/manage/groups/{group}/points?programId={program.ProgramId}{asked}");
        Assert.True(answer.Status == 200, answer.ToString());
        return answer;
    }

    private static long Number(Answer shown, string name) =>
        shown.Json.GetProperty("redemption").GetProperty(name).GetInt64();

    private static IEnumerable<string> Taken(Answer shown) =>
        shown
            .Json.GetProperty("redemption")
            .GetProperty("taken")
            .EnumerateArray()
            .Select(share => $"{share.GetProperty("userId")} {share.GetProperty("points")}");

    private static async Task<List<long>> BalancesAsync(LedgerScene scene, IEnumerable<string> members)
    {
        var balances = new List<long>();
        foreach (var member in members)
            balances.Add((await scene.AccountAsync(member)).Balance.Value);
        return balances;
    }
}
