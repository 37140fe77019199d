using System.Net.Http.Headers;
using System.Text.Json;
using Loyalty.Catalog;

namespace Loyalty.Local.Tests.Management;

/// <summary>Every request of a known caller is in the log, with how it was answered.</summary>
public abstract class RequestLogTests(ClockedHostFixture fixture)
{
    private readonly Manager owner = Manager.Of(fixture);

    [Fact]
    public async Task A_refusal_at_the_door_is_there_as_soon_as_its_answer_is()
    {
        var member = (await fixture.Setup.MemberAsync(status: MemberStatus.Blocked)).MemberId;
        var body = fixture.Earn(5) with { UserId = member.Value };

        var answer = await fixture.Partner.SendAsync(body);

        var logged = Assert.Single(await owner.ListAsync($"/manage/requests?userId={member}"));
        Assert.Equal((400, "member_blocked"), (answer.Status, answer.Code));
        Assert.Equal(
            [
                "at",
                "outcome",
                "status",
                "code",
                "clientId",
                "method",
                "path",
                "ruleId",
                "userId",
                "requestId",
                "transactionId",
                "traceId",
                "durationMs",
            ],
            logged.EnumerateObject().Select(field => field.Name)
        );
        Assert.Equal("refused", Text(logged, "outcome"));
        Assert.Equal(400, logged.GetProperty("status").GetInt32());
        Assert.Equal("member_blocked", Text(logged, "code"));
        Assert.Equal(fixture.Demo.Partner.ClientId.Value, Text(logged, "clientId"));
        Assert.Equal("POST /points", $"{Text(logged, "method")} {Text(logged, "path")}");
        Assert.Equal(body.RuleId, Text(logged, "ruleId"));
        Assert.Equal(body.RequestId, Text(logged, "requestId"));
        Assert.Equal(answer.Header("X-Trace-Id"), Text(logged, "traceId"));
        Assert.Equal(fixture.Time.GetUtcNow(), logged.GetProperty("at").GetDateTimeOffset());
        Assert.Equal(JsonValueKind.Null, logged.GetProperty("transactionId").ValueKind);
    }

    [Fact]
    public async Task An_accepted_request_leads_to_its_transaction()
    {
        var body = fixture.Earn(5) with { UserId = (await fixture.Setup.MemberAsync()).MemberId.Value };

        var answer = await fixture.Partner.SendAsync(body);

        var logged = Assert.Single(await owner.ListAsync($"/manage/requests?userId={body.UserId}&status=accepted"));
        Assert.Equal(answer.Field("transactionId"), Text(logged, "transactionId"));
        Assert.Equal(JsonValueKind.Null, logged.GetProperty("code").ValueKind);
    }

    [Fact]
    public async Task A_client_sees_its_own_alone()
    {
        var one = fixture.Setup.PartnerOf(await fixture.Setup.ClientAsync());
        var other = fixture.Setup.PartnerOf(await fixture.Setup.ClientAsync());
        await one.SendJsonAsync("{}");
        await other.SendJsonAsync("[]");
        await other.GetAsync("/points/requests/none");

        var list = await one.GetAsync("/points/requests?code=invalid_request");

        Assert.Equal(200, list.Status);
        Assert.Equal(["/points"], list.Items().Select(item => Text(item, "path")));
        Assert.Equal(
            ["not_found", "invalid_request"],
            (await other.GetAsync("/points/requests?status=refused")).Items().Select(item => Text(item, "code"))
        );
    }

    [Fact]
    public async Task What_management_refuses_is_there_too_and_what_nobody_known_sends_is_not()
    {
        var client = await fixture.Setup.ClientAsync();
        var partner = fixture.Setup.PartnerOf(client);
        await partner.GetAsync("/manage/rules/none");
        await partner.GetAsync(
            $"/latitude-points/orgs/{fixture.Demo.OrgId}/point-programs/default/balances/nobody-here"
        );
        using (var stranger = new HttpRequestMessage(HttpMethod.Get, "/manage/rules"))
        {
            stranger.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "a.b.c");
            using var refused = await fixture.Http.SendAsync(stranger);
            Assert.Equal(401, (int)refused.StatusCode);
        }

        var list = await owner.ListAsync($"/manage/requests?clientId={client.ClientId}");

        Assert.Equal(["member_unknown", "insufficient_scope"], list.Select(item => Text(item, "code")).Select(Known));
        Assert.Equal(("nobody-here", "none"), (Text(list[0], "userId"), Text(list[1], "ruleId")));

        static string? Known(string? code) => code == "not_found" ? "member_unknown" : code;
    }

    [Fact]
    public async Task No_body_query_or_secret_is_in_it()
    {
        var client = await fixture.Setup.ClientAsync();
        var partner = fixture.Setup.PartnerOf(client);
        await partner.SendJsonAsync(
            """{"userId":"m","callbackUrl":"https://example.com/?key=hidden-1","x":"hidden-2"}"""
        );
        await partner.GetAsync("/points/requests?code=hidden-3");

        var answer = await owner.GetAsync($"/manage/requests?clientId={client.ClientId}");

        Assert.Equal(2, answer.Items().Count());
        Assert.DoesNotContain("hidden", answer.Text);
        Assert.DoesNotContain(await partner.TokenAsync(), answer.Text);
    }

    [Theory]
    [InlineData("status=600", "status")]
    [InlineData("status=ok", "status")]
    [InlineData("code=nonsense", "code")]
    [InlineData("clientId=a%20b", "clientId")]
    [InlineData("from=yesterday&to=", "from,to")]
    [InlineData("cursor=x", "cursor")]
    public async Task A_bad_question_is_refused(string query, string fields)
    {
        var answer = await owner.GetAsync($"/manage/requests?{query}");

        Assert.Equal((400, "invalid_request"), (answer.Status, answer.Code));
        Assert.Equal(
            fields.Split(','),
            answer.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString())
        );
    }

    [Fact]
    public async Task A_span_of_time_and_pages_cut_it()
    {
        var client = await fixture.Setup.ClientAsync();
        var partner = fixture.Setup.PartnerOf(client);
        var times = new List<DateTimeOffset>();
        for (var i = 0; i < 6; i++)
        {
            fixture.Clock.Advance(TimeSpan.FromMinutes(1));
            times.Add(fixture.Clock.GetUtcNow());
            await partner.SendJsonAsync("{}");
        }

        var all = await owner.ListAsync($"/manage/requests?clientId={client.ClientId}&code=invalid_request", limit: 2);
        var some = await owner.ListAsync(
            $"/manage/requests?clientId={client.ClientId}&from={times[1]:yyyy-MM-ddTHH:mm:ss.fffffffZ}"
                + $"&to={times[4]:yyyy-MM-ddTHH:mm:ss.fffffffZ}",
            limit: 2
        );

        Assert.Equal(times.AsEnumerable().Reverse(), all.Select(item => item.GetProperty("at").GetDateTimeOffset()));
        Assert.Equal(
            times[1..4].AsEnumerable().Reverse(),
            some.Select(item => item.GetProperty("at").GetDateTimeOffset())
        );
    }

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();
}

public sealed class RequestLogOnSqliteTests(ClockedHostFixture fixture)
    : RequestLogTests(fixture),
        IClassFixture<ClockedHostFixture>
{
    private readonly ClockedHostFixture host = fixture;

    [Fact]
    public async Task The_overview_counts_what_was_refused_at_the_door()
    {
        var before = await FailedAsync();
        for (var i = 0; i < 3; i++)
            await host.Partner.SendJsonAsync("{}");
        await host.Partner.SendAsync(host.Earn(1) with { RuleId = "no-such-rule" });

        var after = await FailedAsync();

        Assert.Equal((before.Failed + 4, before.Invalid + 3), after);
    }

    private async Task<(long Failed, long Invalid)> FailedAsync()
    {
        var overview = await Manager.Of(host).GetAsync("/manage/overview?days=1");
        var invalid = overview
            .Json.GetProperty("failures")
            .EnumerateArray()
            .Where(failure => failure.GetProperty("code").GetString() == "invalid_request")
            .Sum(failure => failure.GetProperty("count").GetInt64());
        return (overview.Json.GetProperty("days")[0].GetProperty("failed").GetInt64(), invalid);
    }
}

public sealed class RequestLogOnCosmosTests(ClockedCosmosFixture fixture)
    : RequestLogTests(fixture),
        IClassFixture<ClockedCosmosFixture>;
