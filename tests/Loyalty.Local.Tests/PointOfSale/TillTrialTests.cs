using System.Text.Json.Nodes;
using Loyalty.Catalog;
using Loyalty.Local.Tests.Management;

namespace Loyalty.Local.Tests.PointOfSale;

/// <summary>What people are shown of how a till would fare.</summary>
public sealed class TillTrialTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private readonly Editor owner = Editor.Of(fixture);

    [Theory]
    [InlineData("json", 10, true, "800")]
    [InlineData("xml", 10, true, "800")]
    [InlineData("json", 101, true, "813")]
    [InlineData("xml", 101, true, "813")]
    [InlineData("json", 10, false, "802")]
    [InlineData("xml", 10, false, "802")]
    public async Task What_is_shown_is_what_a_till_is_told(string format, int points, bool isNamed, string code)
    {
        var program = await fixture.Setup.ProgramAsync();
        var member = await fixture.Setup.MemberAsync();
        await fixture.Setup.GrantAsync(member, 100, program);

        var shown = await TryAsync(program, points, format, isNamed ? member.MemberId.Value : null);

        var request = shown.Field("request")!;
        Assert.StartsWith($"GET {Till.CheckPath}?", request, StringComparison.Ordinal);
        var till = await Till.OpenAsync(fixture);
        var told = await till.SendAsync(till.Request(HttpMethod.Get, request[4..]));
        Assert.Equal((200, told.Text), (shown.Status, shown.Field("answer")));
        Assert.Equal(code, TillAnswers.Of(told).Only.Code);
    }

    [Fact]
    public async Task Nothing_is_spent_or_sent()
    {
        var program = await fixture.Setup.ProgramAsync(program =>
            program with
            {
                Redemption = new RedemptionPolicy { Validation = RedemptionValidation.Otp },
            }
        );
        var member = await fixture.Setup.MemberAsync();
        await fixture.Setup.PutAsync(member with { Email = $"{member.MemberId}@example.com" });
        await fixture.Setup.GrantAsync(member, 100, program);

        Assert.Equal(200, (await TryAsync(program, 10, "json", member.MemberId.Value)).Status);

        var balance = await fixture.BalanceAsync(member.MemberId.Value, program.ProgramId.Value);
        Assert.Equal("100", balance.Field("balance"));
        var sent = await owner.GetAsync($"/manage/outbox?userId={member.MemberId}");
        Assert.Equal(0, sent.Json.GetProperty("items").GetArrayLength());
    }

    private Task<Answer> TryAsync(PointProgram program, int points, string format, string? userId) =>
        owner.PostAsync(
            $"/manage/programs/{program.ProgramId}/simulate",
            new JsonObject
            {
                ["points"] = points,
                ["format"] = format,
                ["userId"] = userId,
            }
        );
}
