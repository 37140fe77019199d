using Loyalty.Catalog;
using Loyalty.Ledger;

namespace Loyalty.Local.Tests.PointOfSale;

/// <summary>Every code that a till can be told: what brings it about, and the message of seed 004, in both forms.</summary>
public abstract class TillCodeTests(ClockedHostFixture fixture, bool isXml)
{
    public sealed class InJson(ClockedHostFixture fixture)
        : TillCodeTests(fixture, isXml: false),
            IClassFixture<ClockedHostFixture>;

    public sealed class InXml(ClockedHostFixture fixture)
        : TillCodeTests(fixture, isXml: true),
            IClassFixture<ClockedHostFixture>;

    [Fact]
    public async Task Points_that_are_redeemed_are_800()
    {
        var (till, member) = await SceneAsync(100);

        var answer = await till.RedeemAsync(member, 10);
        var check = await till.CheckAsync(member, 10);

        Is(answer, "800", "Points Redeemed");
        Is(check, "800", "Points Redeemed");
        Assert.Equal(
            ("800", "Points can be redeemed", "true"),
            (
                check["response.points.redeemable.item_status.code"],
                check["response.points.redeemable.item_status.message"],
                check["response.points.redeemable.is_redeemable"]
            )
        );
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("ten")]
    [InlineData("")]
    [InlineData("1000000001")]
    [InlineData("1e400")]
    public async Task Points_that_are_no_whole_number_are_801(string points)
    {
        var (till, member) = await SceneAsync(100);

        Is(await till.RedeemAsync(member, points), "801", "Points you are trying to redeem are invalid");
        await RefusedAsync(
            await till.CheckAsync(member, Uri.EscapeDataString(points)),
            "801",
            "Points you are trying to redeem are invalid",
            member,
            "100"
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("mobile=call%20me")]
    [InlineData("user_id=a%07b")]
    [InlineData("mobile=12")]
    [InlineData("email=&mobile=")]
    public async Task A_customer_of_whom_nothing_is_said_that_can_be_read_is_802(string query)
    {
        var till = await Till.OpenAsync(fixture, isXml);

        Is(
            await till.CheckAsync($"points=10&{query}"),
            "802",
            "Mobile number/email id/external id you have entered is invalid"
        );
    }

    [Theory]
    [InlineData("mobile=4479999999")]
    [InlineData("email=nobody@example.com")]
    [InlineData("user_id=nobody")]
    [InlineData("card_external_id=nobody")]
    public async Task A_customer_whom_nobody_knows_is_816(string query)
    {
        var till = await Till.OpenAsync(fixture, isXml);

        Is(await till.CheckAsync($"points=10&{query}"), "816", "Unable to find customer in this organization");
    }

    [Fact]
    public async Task Identifiers_of_different_customers_are_904()
    {
        var (till, member) = await SceneAsync(100);
        var other = await fixture.Setup.MemberAsync(100);

        Is(
            await till.RedeemAsync(
                member,
                10,
                change: item => item["customer"]!["email"] = $"{other.MemberId}@example.com"
            ),
            "904",
            "Invalid customer details passed."
        );
    }

    [Fact]
    public async Task More_points_than_there_are_is_813()
    {
        var (till, member) = await SceneAsync(100);

        await RefusedAsync(
            await till.RedeemAsync(member, 101),
            "813",
            "Insufficient current points available for redemption",
            member,
            "100"
        );
    }

    [Fact]
    public async Task Fewer_lifetime_points_than_the_program_demands_is_805() =>
        await PolicyAsync(
            policy => policy with { MinimumLifetimePoints = new(101) },
            10,
            "805",
            "Insufficient lifetime points."
        );

    [Fact]
    public async Task Points_that_are_no_multiple_are_807() =>
        await PolicyAsync(
            policy => policy with { MultipleOf = new(7) },
            10,
            "807",
            "Unable to redeem. Make sure that the points you are trying to redeem is a multiple of 7. "
                + "Check the points redemption configuration of your organization."
        );

    [Fact]
    public async Task More_points_than_one_redemption_may_have_are_819() =>
        await PolicyAsync(
            policy => policy with { Maximum = new(9) },
            10,
            "819",
            "Points you are trying to redeem are more than the maximum allowed redemption limit."
        );

    [Fact]
    public async Task Fewer_points_than_one_redemption_must_have_are_821() =>
        await PolicyAsync(
            policy => policy with { Minimum = new(11) },
            10,
            "821",
            "Points you are trying to redeem are less than the minimum redemption limit"
        );

    [Fact]
    public async Task A_code_that_is_not_the_customers_is_808()
    {
        var (till, member, program) = await CodedSceneAsync();
        await till.IssueAsync(member, more: program);

        await RefusedAsync(
            await till.RedeemAsync(member, 10, $"?{program[1..]}", item => item["validation_code"] = "WRONG1"),
            "808",
            "Unable to redeem. Validation code is invalid",
            member,
            "0"
        );
        Is(
            await till.CheckAsync(member, 10, $"{program}&validation_code=WRONG1"),
            "808",
            "Unable to redeem. Validation code is invalid"
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("&skip_validation=true")]
    [InlineData("&validation_type=INVALID")]
    public async Task A_program_that_demands_a_code_cannot_be_talked_out_of_it_824(string more)
    {
        var (till, member, program) = await CodedSceneAsync();

        Is(
            await till.RedeemAsync(member, 10, $"?{program[1..]}{more}"),
            "824",
            "Mobile number validation is mandatory for redeeming points"
        );
    }

    [Fact]
    public async Task A_blocked_customer_is_809()
    {
        var (till, member) = await SceneAsync(100);
        await fixture.Setup.PutAsync(member with { Status = MemberStatus.Blocked });

        await RefusedAsync(
            await till.RedeemAsync(member, 10),
            "809",
            "Unable to process. Customer is marked as fraud",
            member,
            "100"
        );
    }

    [Fact]
    public async Task A_customer_without_an_account_or_who_has_left_is_881()
    {
        var (till, member) = await SceneAsync(0);
        var gone = await fixture.Setup.MemberAsync(100);
        await fixture.Setup.PutAsync(gone with { Status = MemberStatus.Closed });

        Is(await till.RedeemAsync(member, 10), "881", "Customer is not registered into the loyalty program");
        Is(await till.RedeemAsync(gone, 10), "881", "Customer is not registered into the loyalty program");
        Is(await till.IssueAsync(member), "881", "Customer is not registered into the loyalty program");
        var (_, _, coded) = await CodedSceneAsync();
        Is(
            await till.RedeemAsync(member, 10, $"?{coded[1..]}", item => item["validation_code"] = "ABCDEF"),
            "881",
            "Customer is not registered into the loyalty program"
        );
    }

    [Fact]
    public async Task More_points_than_are_left_to_take_back_are_810()
    {
        var (till, member) = await SceneAsync(100);
        var redeemed = await till.RedeemAsync(member, 10);
        await till.ReverseAsync(redeemed.RedemptionId, 4);

        await RefusedAsync(
            await till.ReverseAsync(redeemed.RedemptionId, 7),
            "810",
            "Mismatch in points for revert API call",
            member,
            "94"
        );
    }

    [Fact]
    public async Task A_bill_that_can_be_none_or_is_not_the_redemptions_is_811()
    {
        const string message = "The transaction number entered to redeem/revert points is invalid";
        var (till, member) = await SceneAsync(100);
        var redeemed = await till.RedeemAsync(member, 10, change: item => item["transaction_number"] = "red123");

        Is(
            await till.RedeemAsync(member, 10, change: item => item["transaction_number"] = new string('x', 129)),
            "811",
            message
        );
        Is(
            await till.RedeemAsync(
                member,
                10,
                change: item => item["external_reference_number"] = new string('x', 129)
            ),
            "811",
            message
        );
        Is(await till.ReverseAsync(redeemed.RedemptionId, reference: new string('x', 129)), "811", message);
        await RefusedAsync(
            await till.ReverseAsync(redeemed.RedemptionId, null, "red124"),
            "811",
            message,
            member,
            "90"
        );
        Is(await till.ReverseAsync(redeemed.RedemptionId, null, "red123"), "800", "Points Reverted");
    }

    [Fact]
    public async Task What_was_taken_back_already_is_812()
    {
        var (till, member) = await SceneAsync(100);
        var redeemed = await till.RedeemAsync(member, 10);
        await till.ReverseAsync(redeemed.RedemptionId);

        await RefusedAsync(
            await till.ReverseAsync(redeemed.RedemptionId),
            "812",
            "The points have been reverted already for this transaction number",
            member,
            "100"
        );
    }

    [Fact]
    public async Task A_bill_of_a_redemption_that_was_on_none_is_814()
    {
        var (till, member) = await SceneAsync(100);
        var redeemed = await till.RedeemAsync(member, 10);

        await RefusedAsync(
            await till.ReverseAsync(redeemed.RedemptionId, null, "red123"),
            "814",
            "No points were redeemed on this transaction number",
            member,
            "90"
        );
    }

    [Theory]
    [InlineData("user_group2_id=1")]
    [InlineData("user_group2_external_id=family")]
    [InlineData("user_group2_primary_user_id=1")]
    [InlineData("use_default_user_group2=true")]
    public async Task Points_of_a_group_are_903_and_never_the_customers_own(string group)
    {
        var (till, member) = await SceneAsync(100);

        await RefusedAsync(
            await till.RedeemAsync(member, 10, $"?{group}"),
            "903",
            "Unable to redeem points.",
            member,
            "100"
        );
        Is(await till.CheckAsync(member, 10, $"&{group}"), "903", "Unable to redeem points.");
    }

    [Fact]
    public async Task A_missed_call_is_823()
    {
        var (till, member) = await SceneAsync(100);

        Is(
            await till.RedeemAsync(member, 10, "?validation_type=missed_call"),
            "823",
            "Missed call redemption is disabled for your organization"
        );
    }

    [Fact]
    public async Task A_client_that_has_to_sign_and_did_not_is_825()
    {
        var till = await Till.OpenAsync(fixture, isXml, client => client with { Signature = SignaturePolicy.Required });
        var member = await fixture.Setup.MemberAsync(100);

        await RefusedAsync(await till.RedeemAsync(member, 10), "825", "Client signature is required", member, "100");
        Is(await till.ReverseAsync("nobody"), "825", "Client signature is required");
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2020-13-01 00:00:00")]
    [InlineData("9999-12-31 00:00:00")]
    public async Task A_time_that_is_none_or_lies_ahead_is_859(string at)
    {
        var (till, member) = await SceneAsync(100);

        await RefusedAsync(
            await till.RedeemAsync(member, 10, change: item => item["redemption_time"] = at),
            "859",
            "The redemption time you have passed is invalid",
            member,
            "100"
        );
        Is(
            await till.RedeemAsync(member, 1, change: item => item["redemption_time"] = "2020-03-13 18:02:34"),
            "800",
            "Points Redeemed"
        );
    }

    [Fact]
    public async Task A_customer_who_cannot_be_sent_a_code_is_860_and_876_where_it_was_to_come_along()
    {
        var (till, member) = await SceneAsync(100);

        Is(await till.IssueAsync(member), "860", "Unable to issue OTP");
        var check = await till.CheckAsync(member, 10, "&issue_otp=true");

        Is(check, "876", "Points Redeemable but OTP Generation failed");
        Assert.Equal("true", check["response.points.redeemable.is_redeemable"]);
    }

    [Fact]
    public async Task A_code_that_is_asked_for_too_often_is_860()
    {
        var (till, member, program) = await CodedSceneAsync();
        for (var sent = 0; sent < 5; sent++)
            Is(await till.IssueAsync(member, more: program), "200", "Validation Code Issued by SMS/Email");

        Is(await till.IssueAsync(member, more: program), "860", "Unable to issue OTP");
    }

    [Fact]
    public async Task An_account_that_others_hold_for_too_long_is_886()
    {
        var (till, member) = await SceneAsync(100);
        fixture.Gate.Close();
        try
        {
            Task<TillAnswer>[] both = [till.RedeemAsync(member, 10), till.RedeemAsync(member, 10)];
            var refused = Task.WhenAny(both);
            while (!refused.IsCompleted)
            {
                fixture.Clock.Advance(TimeSpan.FromSeconds(11));
                await Task.WhenAny(refused, Task.Delay(50));
            }

            Is(await await refused, "886", "Unable to process points. Please try again later.");
            fixture.Gate.Open();
            Assert.Equal(1, (await Task.WhenAll(both)).Count(answer => answer.Code == "800"));
        }
        finally
        {
            fixture.Gate.Open();
        }
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_895()
    {
        var (till, member) = await SceneAsync(100);

        Is(
            await till.RedeemAsync(member, 10, "?program_id=504"),
            "895",
            "Loyalty program is not configured for your organization"
        );
    }

    [Theory]
    [InlineData("r0njPT", null)]
    [InlineData("", null)]
    [InlineData("00000000-0000-8000-8000-000000000000", "0")]
    [InlineData("00000000-0000-8000-8000-000000000000", "-5")]
    [InlineData("00000000-0000-8000-8000-000000000000", "1.5")]
    [InlineData("00000000-0000-8000-8000-000000000000", "some")]
    public async Task Points_or_an_id_that_can_be_none_are_901(string id, string? points)
    {
        var till = await Till.OpenAsync(fixture, isXml);

        Is(await till.ReverseAsync(id, points), "901", "Invalid points or points redemption Id passed.");
    }

    [Fact]
    public async Task A_redemption_that_is_not_there_or_was_at_no_till_is_902()
    {
        var (till, member) = await SceneAsync(100);
        var search = new EntrySearch { OrgId = member.OrgId, MemberId = member.MemberId };
        var granted = (await fixture.Service<ILedgerStore>().SearchAsync(search, null, 1, default)).Items[0];

        Is(await till.ReverseAsync("00000000-0000-8000-8000-000000000000"), "902", "Redemption ID does not exist.");
        await RefusedAsync(
            await till.ReverseAsync(granted.Id.ToString()),
            "902",
            "Redemption ID does not exist.",
            member,
            "100"
        );
    }

    private async Task<(Till Till, Member Member)> SceneAsync(long points) =>
        (await Till.OpenAsync(fixture, isXml), await fixture.Setup.MemberAsync(points));

    /// <summary>A program that demands codes, and a customer of it who can be sent one.</summary>
    private async Task<(Till Till, Member Member, string Program)> CodedSceneAsync()
    {
        var program = await fixture.Setup.ProgramAsync(program =>
            program with
            {
                Redemption = new RedemptionPolicy { Validation = RedemptionValidation.Otp },
            }
        );
        var (till, member) = await SceneAsync(0);
        member = member with { Email = $"{member.MemberId}@example.com" };
        await fixture.Setup.PutAsync(member);
        await fixture.Setup.GrantAsync(member, 100, program);
        return (till, member, $"&program_id={program.ProgramId}");
    }

    private async Task PolicyAsync(
        Func<RedemptionPolicy, RedemptionPolicy> change,
        long points,
        string code,
        string message
    )
    {
        var program = await fixture.Setup.ProgramAsync(program =>
            program with
            {
                Redemption = change(new RedemptionPolicy()),
            }
        );
        var (till, member) = await SceneAsync(0);
        await fixture.Setup.GrantAsync(member, 100, program);

        Is(await till.RedeemAsync(member, points, $"?program_id={program.ProgramId}"), code, message);
        Is(await till.CheckAsync(member, points, $"&program_id={program.ProgramId}"), code, message);
    }

    private async Task RefusedAsync(TillAnswer answer, string code, string message, Member member, string balance)
    {
        Is(answer, code, message);
        Assert.Equal(balance, (await fixture.BalanceAsync(member.MemberId.Value)).Field("balance"));
    }

    private static void Is(TillAnswer answer, string code, string message)
    {
        Assert.Equal((code, message), (answer.Code, answer.Message));
        Assert.Equal(code is "800" or "200" ? "true" : "false", answer["item_status.success"]);
    }
}
