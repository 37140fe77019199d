using System.Text;
using System.Text.Json.Nodes;
using Loyalty.Catalog;
using Loyalty.Local.Tests.Management;

namespace Loyalty.Local.Tests.PointOfSale;

/// <summary>Who may ask as a till, how often, and about whom.</summary>
public sealed class TillDoorTests(TillDoorTests.Fixture fixture) : IClassFixture<TillDoorTests.Fixture>
{
    private const int OfTill = 3;
    private const int OfCustomer = 5;

    /// <summary>A host that lets a till and a customer be asked about a few times.</summary>
    public sealed class Fixture()
        : HostFixture(
            clocked: true,
            ("Limits:TillRequestsPerSecond", $"{OfTill}"),
            ("Limits:CustomerRequestsPerMinute", $"{OfCustomer}"),
            ("Limits:Burst", "00:00:01"),
            ("PointOfSale:MaxItems", "50")
        );

    [Fact]
    public async Task A_token_and_the_secret_both_open_and_nothing_else_does()
    {
        var till = await Till.OpenAsync(fixture);
        var wrong = till.Request(HttpMethod.Get, Till.CheckPath);
        wrong.Headers.Authorization = new(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{till.System.ClientId}:no"))
        );
        var disabled = await Till.OpenAsync(fixture, change: client => client with { Disabled = true });
        var stranger = await Till.OpenAsync(
            fixture,
            change: client => client with { Scopes = [Loyalty.Identity.Scopes.Manage] }
        );

        Assert.Equal(200, (await till.System.GetAsync(Till.CheckPath)).Status);
        Assert.Equal(200, (await till.SendAsync(till.Request(HttpMethod.Get, Till.CheckPath))).Status);
        var refused = await till.SendAsync(wrong);
        Assert.Equal((401, "invalid_token"), (refused.Status, refused.Code));
        Assert.Contains("Basic realm=", refused.Header("WWW-Authenticate"), StringComparison.Ordinal);
        Assert.Equal(401, (await disabled.SendAsync(disabled.Request(HttpMethod.Get, Till.CheckPath))).Status);
        Assert.Equal(403, (await stranger.SendAsync(stranger.Request(HttpMethod.Get, Till.CheckPath))).Status);
    }

    [Fact]
    public async Task A_till_that_asks_too_often_is_told_when_to_come_again_and_others_are_not()
    {
        var till = await Till.OpenAsync(fixture);
        for (var i = 0; i < OfTill; i++)
            Assert.Equal(200, (await AskAsync(till, "till_id=7")).Status);

        var refused = await AskAsync(till, "till_id=7");

        Assert.Equal((429, "too_many_requests", "1"), (refused.Status, refused.Code, refused.Header("Retry-After")));
        Assert.Equal(200, (await AskAsync(till, "till_id=8")).Status);
        Assert.Equal(200, (await AskAsync(await Till.OpenAsync(fixture), "till_id=7")).Status);
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await AskAsync(till, "till_id=7")).Status);
    }

    [Fact]
    public async Task A_customer_is_asked_about_so_often_by_all_tills_together()
    {
        var member = await fixture.Setup.MemberAsync(100);
        for (var i = 0; i < OfCustomer; i++)
            Assert.Equal(200, (await AskAsync(await Till.OpenAsync(fixture), $"user_id={member.MemberId}")).Status);

        var till = await Till.OpenAsync(fixture);
        var refused = await AskAsync(till, $"user_id={member.MemberId}");
        JsonObject Item() =>
            new()
            {
                ["points_redeemed"] = 1,
                ["customer"] = new JsonObject { ["user_id"] = member.MemberId.Value },
            };
        var list = await till.PostAsync(Till.RedeemPath, new JsonObject { ["redeem"] = new JsonArray(Item(), Item()) });

        Assert.Equal((429, "too_many_requests"), (refused.Status, refused.Code));
        Assert.Equal((429, "100"), (list.Status, (await fixture.BalanceAsync(member.MemberId.Value)).Field("balance")));
    }

    [Fact]
    public async Task A_customer_is_found_by_each_identifier_in_any_form()
    {
        var till = await Till.OpenAsync(fixture);
        var member = await fixture.Setup.MemberAsync(100);
        var id = member.MemberId.Value;
        var mobile = $"44700{Random.Shared.Next(100_000, 999_999)}";
        var owner = Editor.Of(fixture);
        var path = $"/manage/members/{id}";
        var body = new JsonObject
        {
            ["mobile"] = $"+{mobile}",
            ["email"] = $"{id}@example.com",
            ["externalId"] = $"crm {id}",
            ["cardNumber"] = $"card/{id}",
            ["cardExternalId"] = $"cardcrm+{id}",
        };
        Assert.Equal(200, (await owner.PutAsync(path, body, (await owner.GetAsync(path)).Header("ETag"))).Status);

        foreach (
            var name in (string[])
                [
                    $"mobile={mobile}",
                    $"mobile=+{mobile}",
                    $"mobile=%2B{mobile}",
                    $"mobile=00{mobile}",
                    $"email={id.ToUpperInvariant()}@EXAMPLE.com",
                    $"external_id={Uri.EscapeDataString($"crm {id}")}",
                    $"card_number=card/{id}",
                    $"card_external_id={Uri.EscapeDataString($"cardcrm+{id}")}",
                    $"user_id={id}&mobile={mobile}&email=",
                ]
        )
        {
            var answer = await till.CheckAsync($"points=1&{name}");
            Assert.True("800" == answer.Code, $"{name}: {answer}");
            Assert.Equal(mobile, answer["mobile"]);
            fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task Points_are_worth_what_the_program_says_rounded_down_and_money_is_paid_for_wholly()
    {
        var till = await Till.OpenAsync(fixture);
        var program = await fixture.Setup.ProgramAsync(program =>
            program with
            {
                Currency = "EUR",
                PointsPerUnit = 3,
                Redemption = new RedemptionPolicy { LocalCurrency = "JPY", LocalRate = 163.5m },
            }
        );
        var member = await fixture.Setup.MemberAsync();
        await fixture.Setup.GrantAsync(member, 1000, program);
        var query = $"&program_id={program.ProgramId}";

        var check = await till.CheckAsync(member, 100, query);
        var money = await till.CheckAsync(member, "33.34", query + "&currency_input=true");
        var odd = await till.CheckAsync(member, "33.345", query + "&currency_input=true");
        var redeemed = await till.RedeemAsync(member, 100, $"?{query[1..]}");
        var part = await till.ReverseAsync(redeemed.RedemptionId, 1);
        var rest = await till.ReverseAsync(redeemed.RedemptionId);

        const string inner = "response.points.redeemable.";
        Assert.Equal(
            ("33.33", "33", "5450", "0.333333333333"),
            (
                check["redeemed_value"],
                check[inner + "points_redeem_value"],
                check[inner + "points_redeem_local_value"],
                check[inner + "points_currency_ratio"]
            )
        );
        Assert.Equal(("101", "33.66"), (money["points_redeemed"], money["redeemed_value"]));
        Assert.Equal("801", odd.Code);
        Assert.Equal(("33.33", "5450"), (redeemed["redeemed_value"], redeemed["redeemed_local_value"]));
        Assert.Equal(("0.34", "32.99"), (part["redeemed_value"], rest["redeemed_value"]));
    }

    private static Task<Answer> AskAsync(Till till, string query) =>
        till.SendAsync(till.Request(HttpMethod.Get, $"{Till.CheckPath}?points=1&{query}"));
}
