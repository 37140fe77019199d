using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Loyalty.Catalog;

namespace Loyalty.Local.Tests.PointOfSale;

/// <summary>The samples of seed 004: what they send is taken, and what they are answered has their members, in their order
/// and of their types.</summary>
public sealed class TillSampleTests(ClockedHostFixture fixture) : IClassFixture<ClockedHostFixture>
{
    [Theory]
    [InlineData("json")]
    [InlineData("xml")]
    public async Task A_redemption_is_taken_and_answered_as_in_the_sample(string format)
    {
        var till = await Till.OpenAsync(fixture);
        var (member, mobile) = await CustomerAsync();
        var request = till.Request(HttpMethod.Post, $"{Till.RedeemPath}?validation_type=SMS&format={format}");
        request.Content = new StringContent(
            (await SampleAsync($"redeem-request.{format}")).Replace("44700900999", mobile, StringComparison.Ordinal),
            Encoding.UTF8,
            $"application/{format}"
        );

        var answer = await till.SendAsync(request);

        await AssertLikeAsync($"redeem.{format}", answer);
        var item = TillAnswers.Of(answer).Only;
        Assert.Equal(("800", "Points Redeemed", "90"), (item.Code, item.Message, item["balance"]));
        Assert.Equal((mobile, member.MemberId.Value), (item["mobile"], item["user_id"]));
        Assert.Equal("red123", item["side_effects.effect.element.redeemed_on_bill_number"]);
        Assert.Equal("4PZGXC", item["side_effects.effect.element.validation_code"]);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("xml")]
    public async Task A_check_is_answered_as_in_the_sample(string format)
    {
        var till = await Till.OpenAsync(fixture);
        var (_, mobile) = await CustomerAsync();

        var answer = await till.SendAsync(
            till.Request(
                HttpMethod.Get,
                $"{Till.CheckPath}?program_id=points&points=100&issue_otp=true&mobile={mobile}&format={format}"
            )
        );

        await AssertLikeAsync($"isredeemable.{format}", answer);
        Assert.Equal("0", TillAnswers.Of(answer).Only["balance"]);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("xml")]
    public async Task A_code_is_answered_as_in_the_sample(string format)
    {
        var till = await Till.OpenAsync(fixture);
        var (_, mobile) = await CustomerAsync();

        var answer = await till.SendAsync(
            till.Request(HttpMethod.Get, $"{Till.IssuePath}?mobile=%2B{mobile}&points=50&format={format}")
        );

        await AssertLikeAsync($"validationcode.{format}", answer);
        Assert.Equal("Validation Code Issued by SMS/Email", TillAnswers.Of(answer).Only.Message);
    }

    [Theory]
    [InlineData("", null, "application/json")]
    [InlineData("", "application/xml", "application/xml; charset=utf-8")]
    [InlineData("", "text/xml;q=0.5, application/json", "application/json")]
    [InlineData("", "*/*", "application/json")]
    [InlineData("&format=json", "application/xml", "application/json")]
    [InlineData("&format=XML", "application/json", "application/xml; charset=utf-8")]
    public async Task The_format_decides_and_else_what_is_accepted(string format, string? accept, string expected)
    {
        var till = await Till.OpenAsync(fixture);
        var request = till.Request(HttpMethod.Get, $"{Till.CheckPath}?points=1{format}");
        if (accept is not null)
            request.Headers.Add("Accept", accept);

        Assert.Equal(expected, (await till.SendAsync(request)).ContentType);
    }

    [Fact]
    public async Task A_list_is_done_in_its_order_each_item_by_itself()
    {
        var till = await Till.OpenAsync(fixture);
        var member = await fixture.Setup.MemberAsync(100);
        JsonObject Item(object points, string user) =>
            new()
            {
                ["points_redeemed"] = JsonSerializer.SerializeToNode(points),
                ["customer"] = new JsonObject { ["user_id"] = user },
            };

        foreach (var one in (Till[])[till, till.As(xml: true)])
        {
            var answers = await one.RedeemAsync([
                Item(30, member.MemberId.Value),
                Item(300, member.MemberId.Value),
                Item(5, "nobody"),
                Item("20", member.MemberId.Value),
            ]);

            Assert.Equal(["800", "813", "816", "800"], answers.Items.Select(item => item.Code));
            Assert.Contains("Success", answers.Answer.Text, StringComparison.Ordinal);
        }

        Assert.Equal("0", (await fixture.BalanceAsync(member.MemberId.Value)).Field("balance"));
        var tooMany = await till.PostAsync(
            Till.RedeemPath,
            new JsonObject
            {
                ["root"] = new JsonObject
                {
                    ["redeem"] = new JsonArray([
                        .. Enumerable.Range(0, 51).Select(_ => Item(1, member.MemberId.Value)),
                    ]),
                },
            }
        );
        Assert.Equal((400, "invalid_request"), (tooMany.Status, tooMany.Code));
    }

    private async Task<(Member Member, string Mobile)> CustomerAsync()
    {
        var mobile = $"44700{Random.Shared.Next(100_000, 999_999)}";
        var member = await fixture.Setup.MemberAsync();
        var manager = Management.Editor.Of(fixture);
        var path = $"/manage/members/{member.MemberId}";
        var body = new JsonObject { ["mobile"] = mobile, ["email"] = $"{member.MemberId}@example.com" };
        var changed = await manager.PutAsync(path, body, (await manager.GetAsync(path)).Header("ETag"));
        Assert.True(changed.Status == 200, changed.ToString());
        await fixture.Setup.GrantAsync(member, 100);
        return (member, mobile);
    }

    private static async Task AssertLikeAsync(string sample, Answer answer)
    {
        Assert.True(answer.Status == 200, answer.ToString());
        var expected = await SampleAsync(sample);
        if (sample.EndsWith("xml", StringComparison.Ordinal))
            Assert.Equal("", Missing(XDocument.Parse(expected).Root!, XDocument.Parse(answer.Text).Root!));
        else
            using (var json = JsonDocument.Parse(expected))
                Assert.Equal("", Missing(json.RootElement, answer.Json));
    }

    /// <summary>What a sample has that an answer has not, or elsewhere in the order, or of another type.</summary>
    private static string Missing(JsonElement expected, JsonElement actual)
    {
        if (expected.ValueKind != actual.ValueKind)
            return $"{expected} is not {actual}";
        if (expected.ValueKind == JsonValueKind.Array)
            return Missing(expected[0], actual[0]);
        if (expected.ValueKind != JsonValueKind.Object)
            return "";
        var names = expected.EnumerateObject().Select(member => member.Name).ToList();
        var there = actual.EnumerateObject().Select(member => member.Name).Where(names.Contains);
        return !names.SequenceEqual(there)
            ? $"{string.Join(',', names)} is not {string.Join(',', there)}"
            : string.Concat(
                expected.EnumerateObject().Select(member => Missing(member.Value, actual.GetProperty(member.Name)))
            );
    }

    private static string Missing(XElement expected, XElement actual)
    {
        var names = expected.Elements().Select(element => element.Name.LocalName).ToList();
        var there = actual.Elements().Select(element => element.Name.LocalName).Where(names.Contains).ToList();
        return expected.Name != actual.Name ? $"{expected.Name} is not {actual.Name}"
            : !names.SequenceEqual(there) ? $"{string.Join(',', names)} is not {string.Join(',', there)}"
            : string.Concat(expected.Elements().Select(element => Missing(element, actual.Element(element.Name)!)));
    }

    private static Task<string> SampleAsync(string name) =>
        File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "PointOfSale", "Samples", name));
}
