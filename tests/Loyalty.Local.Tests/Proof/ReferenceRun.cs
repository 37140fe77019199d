using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Identity;
using Loyalty.Local.Tests.Management;
using Loyalty.Local.Tests.PointOfSale;

namespace Loyalty.Local.Tests.Proof;

/// <summary>Moves points on all surfaces, at random, and in the model beside them; and compares.</summary>
internal sealed partial class ReferenceRun(
    ClockedHostFixture fixture,
    LedgerScene scene,
    Partner games,
    Till till,
    string[] members,
    string group,
    PointByPoint model,
    HeldPoints held,
    Random random
)
{
    private const int Life = 5;
    private const int Grace = 2;
    private readonly Dictionary<string, PointByPoint.Move> moves = [];
    private readonly List<string> atTills = [];
    private readonly Dictionary<string, List<PointByPoint.Move>> ofGroups = [];

    /// <summary>The kinds of movement that came to pass.</summary>
    public HashSet<string> Posted { get; } = [];

    private DateOnly Today => DateOnly.FromDateTime(fixture.Clock.GetUtcNow().UtcDateTime);

    public static async Task<ReferenceRun> StartAsync(ClockedHostFixture fixture, Random random)
    {
        var scene = await LedgerScene.CreateAsync(
            fixture,
            program =>
                program with
                {
                    Expiration = new Expiration { Days = Life },
                    Reversal = new ReversalPolicy { GraceDays = Grace },
                    Redemption = new RedemptionPolicy { Validation = RedemptionValidation.Otp },
                }
        );
        var found = await fixture.Service<ICatalog>().FindAsync<Organisation>(Organisation.KeyOf(Setup.Org), default);
        await fixture.Setup.PutAsync(found!.Value with { DefaultProgramId = scene.Program.ProgramId });
        var client = await fixture.Setup.ClientAsync(client =>
            client with
            {
                Scopes = [Scopes.PointsAdjust, Scopes.Programs],
                Partner = "Games",
            }
        );
        string[] members = [await MemberAsync(fixture), await MemberAsync(fixture)];
        var group = new MemberGroup
        {
            OrgId = Setup.Org,
            GroupId = Names.Next("group"),
            PrimaryUserId = TextId.From<MemberId>(members[0]),
            Members = [.. members.Select(TextId.From<MemberId>)],
        };
        await fixture.Setup.PutAsync(group);
        var till = await Till.OpenAsync(fixture, isXml: random.Next(2) == 0);
        var model = new PointByPoint(Life, Grace, int.MaxValue, int.MaxValue);
        var held = new HeldPoints(fixture, scene, model, random);
        var games = fixture.Setup.PartnerOf(client);
        return new ReferenceRun(fixture, scene, games, till, members, group.GroupId, model, held, random);
    }

    private static async Task<string> MemberAsync(ClockedHostFixture fixture)
    {
        var member = await fixture.Setup.MemberAsync();
        await fixture.Setup.PutAsync(member with { Email = $"{member.MemberId}@example.com" });
        return member.MemberId.Value;
    }

    public async Task StepAsync(string name)
    {
        var member = members[random.Next(members.Length)];
        var points = random.Next(1, 60);
        var what = random.Next(24) switch
        {
            0 => await AdjustAsync(member, Signed(points)),
            1 => await AssignAsync(member, Signed(points)),
            2 => await IssueAsync(member, points),
            3 => await EarnAsync(member, points),
            4 or 5 => await RedeemAsync(member, points),
            6 or 18 or 19 => await ReverseAsync(points),
            7 or 8 => await RedeemAtTillAsync(member, points),
            9 => await ReverseAtTillAsync(points),
            10 or 11 => Note(await held.PlaceAsync(member, points)),
            >= 12 and <= 14 => Note(await held.EndAsync(moves)),
            15 or 16 => await RedeemOfGroupAsync(member, points),
            17 => await ReverseOfGroupAsync(points),
            _ => await WaitAsync(),
        };

        foreach (var one in members)
        {
            if (held.Settle(one))
                Posted.Add("hold expired");
            var balance = await fixture.BalanceAsync(one, scene.Program.ProgramId.Value);
            var expected = model.Buckets(one).Select(bucket => $"{bucket.LastDay:yyyy-MM-dd}: {bucket.Points}");
            var found = balance
                .Json.GetProperty("expiring")
                .EnumerateArray()
                .Select(bucket => $"{bucket.GetProperty("expirationDate")}: {bucket.GetProperty("points")}");
            Assert.True(
                expected.SequenceEqual(found),
                $"{name}, {what}: expected {string.Join(", ", expected)}; found {string.Join(", ", found)}"
            );
            var available = model.Buckets(one).Sum(bucket => bucket.Points);
            Assert.Equal(
                (name, what, available, held.Of(one), available + held.Of(one)),
                (name, what, Whole("available"), Whole("held"), Whole("balance"))
            );

            long Whole(string field) => balance.Json.GetProperty(field).GetInt64();
        }
    }

    /// <summary>Leaves nothing that has expired to the timers, which must not be at work while all is proven.</summary>
    public async Task SettleAsync()
    {
        foreach (var one in members)
            await AdjustAsync(one, 1);
    }

    private int Signed(int points) => random.Next(3) == 0 ? -points : points;

    private PointByPoint.Move? Move(string member, int points) =>
        points > 0 ? model.Award(member, points, Today) : model.Spend(member, -points);

    private async Task<string> AdjustAsync(string member, int points)
    {
        var answer = await scene.AdjustAsync(member, points);
        return Note("adjust", answer, "transactionId", Move(member, points), "insufficient_balance");
    }

    private async Task<string> AssignAsync(string member, int points)
    {
        var answer = await games.PostAsync(
            $"/loyalty/user/{member}/points",
            $$"""{"partner":"Games","points":{{points}},"reference":"x"}"""
        );
        return Note("assign", answer, "id", Move(member, points), "TransactionInsufficientPoints");
    }

    private async Task<string> IssueAsync(string member, int points)
    {
        var answer = await games.PostAsync(
            "/v1/transactions",
            $$"""{"programId":"{{scene.Program.ProgramId}}","value":{{points}},"userId":"{{member}}","referenceNumber":"{{Names.Next("issue")}}"}"""
        );
        return Note("issue", answer, "id", Move(member, points), "");
    }

    private async Task<string> EarnAsync(string member, int points)
    {
        moves.Add(await scene.EarnAsync(member, points), Move(member, points)!);
        Posted.Add("earn");
        return $"earn {points}";
    }

    private async Task<string> RedeemAsync(string member, int points)
    {
        var move = Move(member, -points);
        if (move is not null)
        {
            moves.Add(await scene.RedeemAsync(member, points), move);
            Posted.Add("redeem");
            return $"redeem {points}";
        }

        var body = new PointsBody(member, scene.Redeem.RuleId.Value, points, Names.Next("request"));
        var refused = await fixture.Setup.PartnerOf(scene.Client).SendAsync(body);
        Assert.Equal((400, "insufficient_balance"), (refused.Status, refused.Code));
        return $"redeem {points} in vain";
    }

    private async Task<string> ReverseAsync(int points)
    {
        if (moves.Count == 0)
            return "nothing";
        var (id, move) = moves.ElementAt(random.Next(moves.Count));
        model.Age(move.Member, Today);
        var expected = model.Reverse(move, points, Today);
        var answer = await scene.ReverseAsync(id, $$"""{"points":{{points}},"reason":"x"}""");
        Assert.Equal(expected == Refusal.None ? null : expected.Form().Code, answer.Status == 200 ? null : answer.Code);
        if (expected == Refusal.None)
            Posted.Add("reverse");
        return $"reverse {points} of {id}: {expected}";
    }

    private async Task<string> WaitAsync()
    {
        await fixture.QuietAsync();
        var hours = HeldPoints.Hours * (random.Next(2) == 0 ? 1 : random.Next(1, 12));
        fixture.Clock.Advance(TimeSpan.FromHours(hours));
        return $"wait {hours} hours";
    }

    private string Note((string What, string? Kind) step)
    {
        if (step.Kind is { } kind)
            Posted.Add(kind);
        return step.What;
    }

    private string Note(string what, Answer answer, string id, PointByPoint.Move? move, string refusal)
    {
        if (move is null)
        {
            Assert.Equal((400, refusal), (answer.Status, answer.Code));
            return $"{what} in vain";
        }

        Assert.True(answer.Status == 200, answer.ToString());
        moves.Add(answer.Field(id)!, move);
        Posted.Add(what);
        return $"{what} {move.Points.Count}";
    }
}
