using System.Text.Json.Nodes;
using Loyalty.Signing;

namespace Loyalty.Local.Tests.Management;

/// <summary>The story of seed 001, by the API: draft, simulate, activate, share, use, deactivate.</summary>
public sealed class StoryTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private readonly Editor owner = Editor.Of(fixture);

    [Fact]
    public async Task A_rule_is_drafted_tried_activated_shared_used_and_switched_off()
    {
        var key = SigningKey.Create(KeyAlgorithm.RsaSha256, "till-1", DateTimeOffset.UnixEpoch);
        var client = await owner.PostAsync(
            "/manage/clients",
            Bodies
                .Client("points.earn")
                .With("signature", "required")
                .With("keys", new JsonArray(Bodies.Key("till-1", key.PublicKey.ToPem())))
        );
        Assert.Equal(201, client.Status);
        var partner = new Partner(
            fixture.Http,
            fixture.Time,
            client.Field("clientId")!,
            client.Field("clientSecret")!,
            key
        );

        // Drafted: nothing can be done with it yet.
        var cap = new JsonObject { ["points"] = 50, ["period"] = "day" };
        var draft = await owner.PostAsync(
            "/manage/rules",
            Bodies.Rule(partner.ClientId).With("cap", cap).With("budget", 1000)
        );
        Assert.Equal((201, "draft"), (draft.Status, draft.Field("status")));
        var item = draft.Header("Location")!;
        Assert.Equal($"/manage/rules/{draft.Field("ruleId")}", item);
        var member = (await fixture.Setup.MemberAsync()).MemberId.Value;
        var early = await SendAsync(30);
        Assert.Equal((400, "rule_not_active"), (early.Status, early.Code));

        // Tried: the cap shows, nothing is written.
        var tried = await owner.PostAsync($"{item}/simulate", new JsonObject { ["userId"] = member, ["amount"] = 70 });
        Assert.Equal((200, "success", "50"), (tried.Status, tried.Field("status"), tried.Field("point")));
        Assert.Equal(
            ("0", "50", "0"),
            (tried.Field("balance"), tried.Field("balanceAfter"), tried.Field("capRemaining"))
        );
        Assert.Equal("950", tried.Field("budgetRemaining"));
        Assert.Contains("draft", tried.Field("note"));
        Assert.Equal("0", (await fixture.BalanceAsync(member)).Field("balance"));

        // Activated and shared.
        var active = await owner.PostAsync($"{item}/activate", ifMatch: draft.Header("ETag"));
        Assert.Equal((200, "active"), (active.Status, active.Field("status")));
        Assert.NotEqual(draft.Header("ETag"), active.Header("ETag"));
        var share = await owner.GetAsync($"{item}/share");
        Assert.Equal("Welcome points", share.Field("ruleName"));
        Assert.Equal(draft.Field("ruleId"), share.Field("ruleId"));
        Assert.Equal("Earn Points", share.Field("ruleType"));
        Assert.Equal("Staging", share.Field("environment"));
        Assert.Equal(new Uri(fixture.Host.BaseUrl, "/points").ToString(), share.Field("urlEndpoint"));
        Assert.Equal(new Uri(fixture.Host.BaseUrl, "/docs").ToString(), share.Field("integrationGuide"));

        // Used, signed, up to the cap.
        Assert.Equal(
            (401, "signature_required"),
            ((await SendAsync(30, SignatureForm.None)) is var bare ? (bare.Status, bare.Code) : default)
        );
        var first = Names.Next("request");
        Assert.Equal(202, (await SendAsync(30, request: first)).Status);
        Assert.Equal("30", (await partner.OutcomeAsync(first)).Field("point"));
        var second = Names.Next("request");
        Assert.Equal(202, (await SendAsync(30, request: second)).Status);
        Assert.Equal("20", (await partner.OutcomeAsync(second)).Field("point"));
        var past = await owner.PostAsync($"{item}/simulate", new JsonObject { ["userId"] = member, ["amount"] = 1 });
        Assert.Equal("failed", past.Field("status"));
        Assert.Equal("Reaching Earning Limit", past.Field("errorMessage"));
        Assert.Equal(("50", "50"), (past.Field("balance"), past.Field("balanceAfter")));

        // Switched off: in force with the answer.
        var inactive = await owner.StepAsync(item, "deactivate");
        Assert.Equal((200, "inactive"), (inactive.Status, inactive.Field("status")));
        var late = await SendAsync(30);
        Assert.Equal((400, "rule_not_active"), (late.Status, late.Code));

        Task<Answer> SendAsync(long amount, SignatureForm form = SignatureForm.Header, string? request = null) =>
            partner.SendAsync(
                new PointsBody(member, draft.Field("ruleId")!, amount, request ?? Names.Next("request")),
                form
            );
    }

    [Fact]
    public async Task The_message_to_a_partner_has_the_six_facts_and_no_secret()
    {
        var draft = await owner.PostAsync(
            "/manage/rules",
            Bodies.Rule(fixture.Partner.ClientId, "redeem").With("name", "50 % off & more + \"extras\"? ☕")
        );
        var share = await owner.GetAsync($"{draft.Header("Location")}/share");

        var mailto = share.Field("mailto")!;
        Assert.StartsWith("mailto:?subject=", mailto, StringComparison.Ordinal);
        Assert.Matches(@"\Amailto:\?subject=[A-Za-z0-9%._~-]+&body=[A-Za-z0-9%._~-]+\z", mailto);
        var lines = Uri.UnescapeDataString(mailto[(mailto.IndexOf("&body=", StringComparison.Ordinal) + 6)..])
            .Split("\r\n");
        Assert.Contains("Rule Name: 50 % off & more + \"extras\"? ☕", lines);
        Assert.Contains($"Rule ID: {draft.Field("ruleId")}", lines);
        Assert.Contains("Rule Type: Redeem Points", lines);
        Assert.Contains("Environment: Staging", lines);
        Assert.Contains($"Organisation ID: {fixture.Demo.OrgId}", lines);
        Assert.Contains($"URL Endpoint: {share.Field("urlEndpoint")}", lines);
        Assert.Contains($"API Integration Guide: {share.Field("integrationGuide")}", lines);
        Assert.Contains(lines, line => line.Contains("client secret are sent separately"));
        Assert.DoesNotContain(fixture.Demo.Partner.ClientSecret, share.Text);
    }

    [Fact]
    public async Task The_demo_organisations_clients_are_listed()
    {
        var list = await owner.GetAsync("/manage/clients?limit=200");
        var ids = list.Items().Select(item => item.GetProperty("clientId").GetString()).ToList();
        Assert.Contains(fixture.Demo.Owner.ClientId.Value, ids);
        Assert.Contains(fixture.Demo.Partner.ClientId.Value, ids);
    }
}
