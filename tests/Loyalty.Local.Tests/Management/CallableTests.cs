using System.Text.Json.Nodes;
using Loyalty.Identity;

namespace Loyalty.Local.Tests.Management;

/// <summary>Nothing is set up in a way in which it could never be called.</summary>
public sealed class CallableTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private readonly Editor owner = Editor.Of(fixture);

    [Theory]
    [InlineData("earn", Scopes.PointsRedeem, Scopes.PointsEarn)]
    [InlineData("redeem", Scopes.PointsEarn, Scopes.PointsRedeem)]
    public async Task A_rule_is_not_activated_for_a_client_that_lacks_its_scope(
        string type,
        string scope,
        string lacking
    )
    {
        var client = await fixture.Setup.ClientAsync(client => client with { Name = "Corner shop", Scopes = [scope] });
        var rule = Bodies.Rule(fixture.Demo.Partner.ClientId.Value, type);
        rule["clientIds"]!.AsArray().Add(client.ClientId.Value);
        var item = (await owner.PostAsync("/manage/rules", rule)).Header("Location")!;

        var refused = await owner.StepAsync(item, "activate");

        Assert.Equal((400, "invalid_request"), (refused.Status, refused.Code));
        Assert.Equal(["clientIds[1] not_allowed"], refused.Errors());
        Assert.Contains($"Corner shop ({client.ClientId}) lacks the scope {lacking}.", refused.Text);
        Assert.Equal("draft", (await owner.GetAsync(item)).Field("status"));

        await fixture.Setup.PutAsync(client with { Scopes = [lacking] });
        Assert.Equal("active", (await owner.StepAsync(item, "activate")).Field("status"));
    }

    [Fact]
    public async Task An_active_rule_gets_no_client_that_lacks_its_scope()
    {
        var client = await fixture.Setup.ClientAsync(client => client with { Scopes = [Scopes.Manage] });
        var item = (await owner.PostAsync("/manage/rules", Bodies.Rule(fixture.Demo.Partner.ClientId.Value))).Header(
            "Location"
        )!;
        var active = await owner.StepAsync(item, "activate");
        var change = active.Editable();
        change["clientIds"]!.AsArray().Add(client.ClientId.Value);

        var refused = await owner.PutAsync(item, change, active.Header("ETag"));

        Assert.Equal(["clientIds[1] not_allowed"], refused.Errors());
        Assert.Equal(active.Header("ETag"), (await owner.GetAsync(item)).Header("ETag"));
    }

    [Fact]
    public async Task A_client_that_must_sign_has_a_key()
    {
        var body = Bodies.Client(Scopes.PointsEarn).With("signature", "required");
        var refused = await owner.PostAsync("/manage/clients", body);
        Assert.Equal(["keys required"], refused.Errors());

        var key = Bodies.Key("key-1", fixture.Partner.Key.PublicKey.ToPem());
        var created = await owner.PostAsync("/manage/clients", body.With("keys", new JsonArray(key)));
        Assert.Equal(201, created.Status);

        var item = created.Header("Location")!;
        var none = new JsonObject { ["keys"] = new JsonArray() };
        Assert.Equal(["keys required"], (await owner.PutAsync($"{item}/keys", none, "*")).Errors());
        Assert.Equal(["keys required"], (await owner.PutAsync(item, body.With("keys", new JsonArray()), "*")).Errors());
    }
}
