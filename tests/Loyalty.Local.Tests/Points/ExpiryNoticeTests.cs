using System.Text.Json;
using System.Text.Json.Nodes;
using Loyalty.Catalog;
using Loyalty.Local.Demo;
using Loyalty.Local.Tests.Management;
using Microsoft.Extensions.Primitives;

namespace Loyalty.Local.Tests.Points;

/// <summary>A member is told before points expire, through the organisation's gateway or into the outbox.</summary>
public abstract class ExpiryNoticeTests(ClockedHostFixture host)
{
    private const string Organisation = "/manage/organisation";
    private readonly ClockedHostFixture fixture = host;
    private readonly Editor owner = Editor.Of(host);

    public sealed class OnSqlite(ClockedHostFixture host) : ExpiryNoticeTests(host), IClassFixture<ClockedHostFixture>
    {
        [Fact]
        public async Task Without_a_gateway_the_text_lies_in_the_outbox_once()
        {
            await SetGatewayAsync(null);
            var (program, member) = await AwardedAsync();

            await MoveToNineAsync("a text in the outbox", async () => (await OutboxAsync()).Count > 0);
            await MoveToNineAsync("the next day's timer", () => Task.FromResult(true));
            await fixture.Service<Notices.ExpiryNotices>().RunAsync(default);

            var text = Assert.Single(await OutboxAsync());
            Assert.Equal(("sms", member.Mobile), (Of(text, "channel"), Of(text, "to")));
            Assert.StartsWith($"100 points in {program.Name} expire soon.", Of(text, "text"), StringComparison.Ordinal);
            await fixture.AssertProvenAsync();

            async Task<List<JsonElement>> OutboxAsync() =>
                [.. (await owner.GetAsync($"/manage/outbox?userId={member.MemberId}")).Items()];
            static string? Of(JsonElement item, string name) => item.GetProperty(name).GetString();
        }
    }

    public sealed class OnCosmosAndServiceBus(ClockedServiceBusFixture fixture)
        : ExpiryNoticeTests(fixture),
            IClassFixture<ClockedServiceBusFixture>;

    [Fact]
    public async Task The_gateway_gets_one_signed_text_and_the_delivery_is_listed_without_the_number()
    {
        var inbox = fixture.Receiver.Open();
        await SetGatewayAsync(inbox.Url);
        var (program, member) = await AwardedAsync();

        await MoveToNineAsync("a text", () => Task.FromResult(!inbox.Arrived.IsEmpty));

        var text = await inbox.NextAsync();
        Assert.Equal(
            (member.MemberId.Value, member.Mobile, "100", program.ProgramId.Value),
            (text["userId"], text["to"], text["points"], text["programId"])
        );
        var trust = new CallbackTrust(fixture.Host.BaseUrl, null, fixture.Http);
        var checkedOne = await trust.CheckAsync(
            new Signing.SignedRequest
            {
                Method = "POST",
                RawTarget = text.Path,
                Header = name => text.Headers.TryGetValue(name, out var value) ? value : StringValues.Empty,
                Body = text.Body,
            },
            fixture.Clock.GetUtcNow(),
            default
        );
        Assert.StartsWith("verified with", checkedOne.Signature, StringComparison.Ordinal);

        await fixture.Service<Notices.ExpiryNotices>().RunAsync(default);
        await fixture.QuietAsync();
        Assert.Single(inbox.Arrived);
        var delivery = await owner.GetAsync($"/manage/deliveries/{text["notificationId"]}");
        Assert.Equal(("delivered", member.MemberId.Value), (delivery.Field("status"), delivery.Field("userId")));
        Assert.DoesNotContain(member.Mobile!, delivery.Text, StringComparison.Ordinal);
        await fixture.AssertProvenAsync();
    }

    private async Task SetGatewayAsync(string? url)
    {
        var body = new JsonObject
        {
            ["name"] = "Demo",
            ["notifications"] = url is null ? null : new JsonObject { ["url"] = url },
        };
        var answer = await owner.PutAsync(Organisation, body, (await owner.GetAsync(Organisation)).Header("ETag"));
        Assert.True(answer.Status == 200, answer.ToString());
    }

    /// <summary>The timer comes twenty minutes past the hour.</summary>
    private Task MoveToNineAsync(string until, Func<Task<bool>> look)
    {
        var tomorrow = fixture.Clock.GetUtcNow().UtcDateTime.Date.AddDays(1);
        return fixture.MoveToAsync(new DateTimeOffset(tomorrow.AddHours(9).AddMinutes(20), TimeSpan.Zero), until, look);
    }

    private async Task<(PointProgram Program, Member Member)> AwardedAsync()
    {
        var made = await owner.PostAsync(
            "/manage/programs",
            new JsonObject
            {
                ["name"] = Names.Next("Stars"),
                ["expiration"] = new JsonObject { ["days"] = 10 },
                ["expiryNotice"] = new JsonObject { ["daysAhead"] = 30 },
            }
        );
        Assert.True(made.Status == 201, made.ToString());
        var id = PointProgram.KeyOf(Setup.Org, TextId.From<ProgramId>(made.Field("programId")!));
        var program = (await fixture.Service<ICatalog>().FindAsync<PointProgram>(id, default))!.Value;
        var member = await fixture.Setup.MemberAsync();
        var mobile = $"+4915{Random.Shared.Next(10_000_000, 99_999_999)}";
        var tag = (await owner.GetAsync($"/manage/members/{member.MemberId}")).Header("ETag");
        var changed = await owner.PutAsync(
            $"/manage/members/{member.MemberId}",
            new JsonObject { ["mobile"] = mobile },
            tag
        );
        Assert.True(changed.Status == 200, changed.ToString());
        await fixture.Setup.GrantAsync(member, 100, program);
        return (program, member with { Mobile = mobile });
    }
}
