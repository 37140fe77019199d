using Loyalty.Catalog;

namespace Loyalty.Local.Tests.PointOfSale;

/// <summary>Codes about who the customer is, and how that is proven.</summary>
public abstract class CustomerCodeTests(ClockedHostFixture fixture, bool isXml) : TillCodes(fixture, isXml)
{
    public sealed class InJson(ClockedHostFixture fixture)
        : CustomerCodeTests(fixture, isXml: false),
            IClassFixture<ClockedHostFixture>;

    public sealed class InXml(ClockedHostFixture fixture)
        : CustomerCodeTests(fixture, isXml: true),
            IClassFixture<ClockedHostFixture>;

    [Theory]
    [InlineData("")]
    [InlineData("mobile=call%20me")]
    [InlineData("user_id=a%07b")]
    [InlineData("mobile=12")]
    [InlineData("email=&mobile=")]
    public async Task A_customer_of_whom_nothing_is_said_that_can_be_read_is_802(string query)
    {
        var till = await Till.OpenAsync(Fixture, IsXml);

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
        var till = await Till.OpenAsync(Fixture, IsXml);

        Is(await till.CheckAsync($"points=10&{query}"), "816", "Unable to find customer in this organization");
    }

    [Fact]
    public async Task Identifiers_of_different_customers_are_904()
    {
        var (till, member) = await SceneAsync(100);
        var other = await Fixture.Setup.MemberAsync(100);

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
    public async Task A_blocked_customer_is_809()
    {
        var (till, member) = await SceneAsync(100);
        await Fixture.Setup.PutAsync(member with { Status = MemberStatus.Blocked });

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
        var gone = await Fixture.Setup.MemberAsync(100);
        await Fixture.Setup.PutAsync(gone with { Status = MemberStatus.Closed });

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
        var till = await Till.OpenAsync(Fixture, IsXml, client => client with { Signature = SignaturePolicy.Required });
        var member = await Fixture.Setup.MemberAsync(100);

        await RefusedAsync(await till.RedeemAsync(member, 10), "825", "Client signature is required", member, "100");
        Is(await till.ReverseAsync("nobody"), "825", "Client signature is required");
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

    /// <summary>A program that demands codes, and a customer of it who can be sent one.</summary>
    private async Task<(Till Till, Member Member, string Program)> CodedSceneAsync()
    {
        var program = await Fixture.Setup.ProgramAsync(program =>
            program with
            {
                Redemption = new RedemptionPolicy { Validation = RedemptionValidation.Otp },
            }
        );
        var (till, member) = await SceneAsync(0);
        member = member with { Email = $"{member.MemberId}@example.com" };
        await Fixture.Setup.PutAsync(member);
        await Fixture.Setup.GrantAsync(member, 100, program);
        return (till, member, $"&program_id={program.ProgramId}");
    }
}
