using System.Text.Json.Nodes;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Local.Tests.Management;

namespace Loyalty.Local.Tests.Http;

/// <summary>A host with one of everything in the demo organisation, and somebody who owns another.</summary>
public sealed class TenantFixture : IAsyncLifetime
{
    private const string OtherOrg = "other";

    internal HostFixture Host { get; } = new();

    /// <summary>The ids of what there is one of, by the names that routes give them.</summary>
    internal Dictionary<string, string> Ids { get; } = [];

    internal Editor Owner { get; private set; } = null!;

    internal Editor Stranger { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await Host.InitializeAsync();
        Owner = Editor.Of(Host);
        await Host.Setup.PutAsync(
            new Organisation
            {
                OrgId = TextId.From<OrgId>(OtherOrg),
                Name = "Other",
                DefaultProgramId = TextId.From<ProgramId>("other-points"),
            }
        );
        await Host.Setup.PutAsync(
            new PointProgram
            {
                OrgId = TextId.From<OrgId>(OtherOrg),
                ProgramId = TextId.From<ProgramId>("other-points"),
                Name = "Other",
            }
        );
        var client = await Host.Setup.ClientAsync(client =>
            client with
            {
                OrgId = TextId.From<OrgId>(OtherOrg),
                Scopes = Scopes.All,
            }
        );
        Stranger = new Editor(Host.Http, Host.Time, client.ClientId.Value, Setup.Secret);
        await MakeOneOfEachAsync();
    }

    public Task DisposeAsync() => Host.DisposeAsync();

    private async Task MakeOneOfEachAsync()
    {
        Ids["orgId"] = Host.Demo.OrgId.Value;
        Ids["userId"] = Names.Next("private-member");
        await Owner.PutAsync($"/manage/members/{Ids["userId"]}", new JsonObject(), ifMatch: null);
        Ids["programId"] = await MakeAsync("/manage/programs", new JsonObject { ["name"] = "Private" }, "programId");
        Ids["clientId"] = await MakeAsync("/manage/clients", Bodies.Client("points.earn"), "clientId");
        Ids["ruleId"] = await MakeAsync("/manage/rules", Bodies.Rule(Ids["clientId"]), "ruleId");
        Ids["groupId"] = await MakeAsync(
            "/manage/groups",
            new JsonObject { ["primaryUserId"] = Ids["userId"], ["members"] = new JsonArray(Ids["userId"]) },
            "groupId"
        );
        var request = new PointsBody(Ids["userId"], Host.Demo.EarnRuleId.Value, 3, Names.Next("private-request"))
        {
            CallbackUrl = Host.Receiver.Open().Url,
        };
        await Host.Partner.SendAsync(request);
        Ids["requestId"] = request.RequestId;
        Ids["transactionId"] = (await Host.Partner.OutcomeAsync(request.RequestId)).Field("transactionId")!;
        // The delivery of an outcome has the outcome's id, and can be found once it was made.
        Ids["deliveryId"] = Ids["transactionId"];
        await Eventually.TrueAsync(
            "it is delivered",
            async () => (await Owner.GetAsync($"/manage/deliveries/{Ids["deliveryId"]}")).Text.Contains("delivered")
        );
        var held = await Host.Partner.PostAsync(
            "/points/holds",
            $$"""{"userId":"{{Ids["userId"]}}","ruleId":"{{Host.Demo.RedeemRuleId}}","amount":1,"requestId":"{{Names.Next(
                "private-hold"
            )}}","expiresInSeconds":600}"""
        );
        Ids["holdId"] = held.Field("holdId")!;
        Ids["parkedId"] = await ParkedRequests.ParkAsync(Host, Owner, Ids["userId"]);
    }

    private async Task<string> MakeAsync(string list, JsonObject body, string id)
    {
        var made = await Owner.PostAsync(list, body);
        Assert.True(made.Status == 201, made.ToString());
        return made.Field(id)!;
    }
}
