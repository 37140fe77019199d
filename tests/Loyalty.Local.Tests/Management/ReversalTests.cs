using Loyalty.Catalog;

namespace Loyalty.Local.Tests.Management;

/// <summary>Taking transactions back over HTTP.</summary>
public sealed class ReversalTests(ClockedHostFixture fixture) : IClassFixture<ClockedHostFixture>
{
    private const string Whole = """{"reason":"Wrong till"}""";

    [Fact]
    public async Task A_whole_redemption_goes_back_to_the_buckets_it_came_from()
    {
        var scene = await LedgerScene.CreateAsync(fixture, WithExpiration);
        var member = await scene.MemberAsync();
        await scene.EarnAsync(member, 10);
        fixture.Clock.Advance(TimeSpan.FromDays(2));
        await scene.EarnAsync(member, 20);
        var before = await scene.AccountAsync(member);
        var spent = await scene.RedeemAsync(member, 25);
        Assert.NotEqual(before.Buckets.ToArray(), (await scene.AccountAsync(member)).Buckets.ToArray());

        var answer = await scene.ReverseAsync(spent, Whole);

        Assert.Equal(200, answer.Status);
        Assert.Equal(
            ("reverse", "success", "25", spent, "Wrong till", "25"),
            (
                answer.Field("kind"),
                answer.Field("status"),
                answer.Field("points"),
                answer.Field("reverses"),
                answer.Field("reference"),
                answer.Field("requested")
            )
        );
        var after = await scene.AccountAsync(member);
        Assert.Equal(before.Buckets.ToArray(), after.Buckets.ToArray());
        Assert.Equal((before.Balance, before.LifetimeRedeemed), (after.Balance, after.LifetimeRedeemed));
        Assert.Equal("25", (await scene.Manager.GetAsync($"/manage/transactions/{spent}")).Field("reversed"));
    }

    [Fact]
    public async Task Parts_can_be_reversed_until_nothing_is_left()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var member = await scene.MemberAsync(100);
        var spent = await scene.RedeemAsync(member, 60);

        Assert.Equal(200, (await scene.ReverseAsync(spent, """{"points":25,"reason":"Part"}""")).Status);
        var tooMuch = await scene.ReverseAsync(spent, """{"points":36,"reason":"Too much"}""");
        var rest = await scene.ReverseAsync(spent, Whole);
        var again = await scene.ReverseAsync(spent, Whole);

        Assert.Equal((409, "already_reversed"), (tooMuch.Status, tooMuch.Code));
        Assert.Equal((200, "35"), (rest.Status, rest.Field("points")));
        Assert.Equal((409, "already_reversed"), (again.Status, again.Code));
        Assert.Equal(100, (await scene.AccountAsync(member)).Balance.Value);
    }

    [Fact]
    public async Task What_is_reversed_goes_back_to_the_rules_budget()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var member = await scene.MemberAsync();
        await fixture.Setup.PutAsync(scene.Earn with { Budget = new Loyalty.Points(100) });
        var award = await scene.EarnAsync(member, 80);
        Assert.Equal(20, await LeftAsync(award, part: null));

        Assert.Equal(50, await LeftAsync(award, part: 30));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => LeftAsync(award, part: 10)));
        var left = await LeftAsync(award, part: null);

        // Of eight tens five were left to be reversed, and the budget is whole again.
        Assert.Equal(100, left);
        await scene.EarnAsync(member, 150);
        Assert.Equal(100, (await scene.AccountAsync(member)).Balance.Value);

        async Task<long> LeftAsync(string transaction, int? part)
        {
            if (part is { } points)
                await scene.ReverseAsync(transaction, $$"""{"points":{{points}},"reason":"Budget"}""");
            var desk = fixture.Service<Loyalty.Budgets.BudgetDesk>();
            return (await desk.UsedAsync(Setup.Org, scene.Earn.RuleId, default))
                .RemainingOf(new Loyalty.Points(100))
                .Value;
        }
    }

    [Fact]
    public async Task Of_32_reversals_at_once_exactly_what_was_spent_comes_back()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var member = await scene.MemberAsync(100);
        var spent = await scene.RedeemAsync(member, 60);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 32).Select(_ => scene.ReverseAsync(spent, """{"points":7,"reason":"At once"}"""))
        );

        Assert.Equal(8, answers.Count(answer => answer.Status == 200));
        Assert.All(
            answers.Where(answer => answer.Status != 200),
            answer => Assert.Equal((409, "already_reversed"), (answer.Status, answer.Code))
        );
        Assert.Equal(40 + 56, (await scene.AccountAsync(member)).Balance.Value);
        Assert.Equal("56", (await scene.Manager.GetAsync($"/manage/transactions/{spent}")).Field("reversed"));
        await fixture.AssertProvenAsync();
    }

    [Fact]
    public async Task The_same_key_replays_the_same_reversal_and_nothing_else()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var member = await scene.MemberAsync(100);
        var spent = await scene.RedeemAsync(member, 60);
        var key = Names.Next("key");
        const string Part = """{"points":10,"reason":"Part"}""";

        var first = await scene.ReverseAsync(spent, Part, key);
        var replays = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => scene.ReverseAsync(spent, Part, key)));
        var other = await scene.ReverseAsync(spent, """{"points":11,"reason":"Part"}""", key);
        var elsewhere = await scene.ReverseAsync(await scene.RedeemAsync(member, 1), Part, key);

        Assert.Equal(200, first.Status);
        Assert.Null(first.Header("Idempotency-Replayed"));
        Assert.All(
            replays,
            replay =>
            {
                Assert.Equal((200, first.Text), (replay.Status, replay.Text));
                Assert.Equal("true", replay.Header("Idempotency-Replayed"));
            }
        );
        Assert.Equal((409, "idempotency_key_reused"), (other.Status, other.Code));
        Assert.Equal((409, "idempotency_key_reused"), (elsewhere.Status, elsewhere.Code));
        Assert.Equal(49, (await scene.AccountAsync(member)).Balance.Value);
    }

    [Theory]
    [InlineData(false, 409, "points_already_spent", 5)]
    [InlineData(true, 200, null, -15)]
    public async Task An_award_that_is_spent_is_taken_back_only_where_the_program_allows_a_debt(
        bool allowed,
        int status,
        string? code,
        long balance
    )
    {
        var scene = await LedgerScene.CreateAsync(
            fixture,
            program => program with { Reversal = new ReversalPolicy { AllowNegativeBalance = allowed } }
        );
        var member = await scene.MemberAsync();
        var award = await scene.EarnAsync(member, 20);
        await scene.RedeemAsync(member, 15);

        var answer = await scene.ReverseAsync(award, Whole);

        Assert.Equal((status, code), (answer.Status, status == 200 ? null : answer.Code));
        Assert.Equal(balance, (await scene.AccountAsync(member)).Balance.Value);
    }

    [Fact]
    public async Task An_award_that_has_expired_is_not_taken_back_and_the_refusal_leaves_no_entry()
    {
        var scene = await LedgerScene.CreateAsync(fixture, WithExpiration);
        var member = await scene.MemberAsync();
        var award = await scene.EarnAsync(member, 20);
        fixture.Clock.Advance(TimeSpan.FromDays(40));

        var answer = await scene.ReverseAsync(award, Whole);

        Assert.Equal((409, "points_expired"), (answer.Status, answer.Code));
        var since = await scene.Manager.ListAsync($"/manage/transactions?userId={member}");
        // The hourly sweep may have come meanwhile.
        Assert.Single(since, item => item.GetProperty("kind").GetString() != "expire");
    }

    [Fact]
    public async Task What_moved_nothing_or_is_a_reversal_itself_cannot_be_reversed()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var member = await scene.MemberAsync(10);
        var spent = await scene.RedeemAsync(member, 10);
        var reversal = (await scene.ReverseAsync(spent, Whole)).Field("transactionId")!;

        var answer = await scene.ReverseAsync(reversal, Whole);

        Assert.Equal((409, "not_reversible"), (answer.Status, answer.Code));
        var nobodys = await scene.ReverseAsync(Guid.NewGuid().ToString(), Whole);
        Assert.Equal((404, "not_found"), (nobodys.Status, nobodys.Code));
        Assert.Equal(404, (await scene.ReverseAsync("no-id", Whole)).Status);
    }

    [Theory]
    [InlineData("""{}""", "reason")]
    [InlineData("""{"reason":"x","points":0}""", "points")]
    [InlineData("""{"reason":" ","points":-1}""", "points,reason")]
    public async Task Every_wrong_field_is_named(string body, string fields)
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var spent = await scene.RedeemAsync(await scene.MemberAsync(10), 10);

        var answer = await scene.ReverseAsync(spent, body);

        Assert.Equal((400, "invalid_request"), (answer.Status, answer.Code));
        Assert.Equal(
            fields.Split(','),
            answer.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString())
        );
    }

    [Fact]
    public async Task A_reversal_is_in_the_audit_list_once_under_the_caller_and_the_reversed_transaction()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var spent = await scene.RedeemAsync(await scene.MemberAsync(10), 10);
        var key = Names.Next("key");
        var reversal = (await scene.ReverseAsync(spent, Whole, key)).Field("transactionId");
        await scene.ReverseAsync(spent, Whole, key);

        var records = await fixture.Service<ICatalog>().AuditAsync(Setup.Org, null, 100, default);

        var record = Assert.Single(records.Items, record => record.Id == spent);
        Assert.Equal(("reverse", "transaction", fixture.Demo.Owner.ClientId), (record.Action, record.Kind, record.By));
        Assert.Equal(reversal, record.After?.GetProperty("transactionId").GetString());
    }

    private static PointProgram WithExpiration(PointProgram program) =>
        program with
        {
            Expiration = new Expiration { Days = 30 },
        };
}
