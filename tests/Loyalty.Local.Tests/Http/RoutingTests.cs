using Loyalty.Local.Tests.Management;
using Loyalty.Local.Tests.PointOfSale;

namespace Loyalty.Local.Tests.Http;

/// <summary>Paths and methods that nobody takes, and the probes.</summary>
public abstract class RoutingTests(ClockedHostFixture fixture)
{
    public sealed class OnSqlite(ClockedHostFixture fixture) : RoutingTests(fixture), IClassFixture<ClockedHostFixture>;

    public sealed class OnCosmos(ClockedCosmosFixture fixture)
        : RoutingTests(fixture),
            IClassFixture<ClockedCosmosFixture>;

    [Theory]
    [InlineData("GET", "/nowhere")]
    [InlineData("POST", "/nowhere")]
    [InlineData("DELETE", "/points/request")]
    [InlineData("GET", "/latitude-points/orgs/demo")]
    [InlineData("GET", "/%2E%2E/etc/passwd")]
    [InlineData("PROPFIND", "/any")]
    public async Task An_unknown_path_is_not_found(string method, string path)
    {
        var answer = await SendAsync(method, path);

        Assert.Equal((404, "not_found"), (answer.Status, answer.Code));
        Assert.Equal("application/problem+json", answer.ContentType);
    }

    [Theory]
    [InlineData("GET", "/points", "POST")]
    [InlineData("PUT", "/points/", "POST")]
    [InlineData("DELETE", "/points/requests", "GET")]
    [InlineData("DELETE", "/points/requests/x", "GET")]
    [InlineData("POST", "/realms/partner/protocol/openid-connect/certs", "GET")]
    [InlineData("POST", "/health", "GET")]
    [InlineData("PATCH", "/latitude-points/orgs/demo/point-programs/default/balances/x", "GET")]
    [InlineData("FROB", "/points", "POST")]
    [InlineData("POST", "/", "GET")]
    [InlineData("POST", "/console/", "HEAD")]
    public async Task A_wrong_method_is_told_the_right_ones(string method, string path, string allow)
    {
        var answer = await SendAsync(method, path);

        Assert.Equal((405, "method_not_allowed"), (answer.Status, answer.Code));
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.Contains(allow, answer.Header("Allow")!.Split(", "));
    }

    [Theory]
    [InlineData("GET", "/realms/partner/protocol/openid-connect/token?grant_type=client_credentials")]
    [InlineData("PUT", "/realms/partner/protocol/openid-connect/token/")]
    public async Task A_wrong_method_at_the_token_endpoint_is_told_so_in_the_form_of_OAuth(string method, string path)
    {
        var answer = await SendAsync(method, path);

        Assert.Equal((405, "POST"), (answer.Status, answer.Header("Allow")));
        Assert.Equal(("application/json", "invalid_request"), (answer.ContentType, answer.Field("error")));
        Assert.Equal(["error", "error_description"], answer.Json.EnumerateObject().Select(field => field.Name));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/ready")]
    [InlineData("/openapi.json")]
    [InlineData("/realms/partner/.well-known/openid-configuration")]
    [InlineData("/realms/partner/protocol/openid-connect/certs")]
    [InlineData("/manage/rules")]
    [InlineData("/manage/members/demo-member")]
    [InlineData("/manage/members/nobody")]
    [InlineData("/manage/rules?limit=0")]
    [InlineData("/points/requests/none")]
    [InlineData("/latitude-points/orgs/demo/point-programs/default/balances/demo-member")]
    public async Task HEAD_answers_as_GET_does_without_the_body(string path)
    {
        var editor = Editor.Of(fixture);
        var get = await editor.GetAsync(path);

        var head = await editor.SendAsync(HttpMethod.Head, path);

        Assert.Equal((get.Status, ""), (head.Status, head.Text));
        foreach (var name in new[] { "Content-Type", "Content-Length", "ETag", "Cache-Control" })
            Assert.Equal(get.Header(name), head.Header(name));
    }

    [Fact]
    public void HEAD_is_taken_wherever_GET_only_looks() =>
        Assert.Equal(
            [Till.CheckPath, Till.IssuePath],
            AppRoute
                .Triggers.Where(trigger => trigger.Methods.Contains("get") && !trigger.Methods.Contains("head"))
                .Select(trigger => trigger.Path)
                .Order()
        );

    [Theory]
    [InlineData(Till.IssuePath, "")]
    [InlineData(Till.CheckPath, "&issue_otp=true")]
    public async Task HEAD_sends_no_customer_a_code(string path, string more)
    {
        var till = await Till.OpenAsync(fixture);
        var member = await fixture.Setup.MemberAsync(100);
        await fixture.Setup.PutAsync(member with { Email = $"{member.MemberId}@example.com" });
        path = $"{path}?user_id={member.MemberId}&points=10{more}";

        var head = await till.SendAsync(till.Request(HttpMethod.Head, path));

        Assert.Equal((405, "GET"), (head.Status, head.Header("Allow")));
        Assert.Equal(0, await SentAsync());
        Assert.Equal(200, (await till.SendAsync(till.Request(HttpMethod.Get, path))).Status);
        Assert.Equal(1, await SentAsync());

        async Task<int> SentAsync() =>
            (await Manager.Of(fixture).GetAsync($"/manage/outbox?userId={member.MemberId}"))
                .Json.GetProperty("items")
                .GetArrayLength();
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/ready")]
    public async Task The_probes_are_healthy(string path)
    {
        var answer = await SendAsync("GET", path);

        Assert.Equal((200, "healthy"), (answer.Status, answer.Field("status")));
    }

    private async Task<Answer> SendAsync(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await fixture.Http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }
}
