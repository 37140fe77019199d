using System.Net.Http.Headers;
using Loyalty.Local.Tests.Management;
using Loyalty.Messaging;
using Loyalty.PointsRequests;

namespace Loyalty.Local.Tests.ApiReference;

/// <summary>
/// Goes through the API as its document describes it: first what each operation does, then every refusal that it
/// promises, as far as one recipe makes it for all operations alike.
/// </summary>
internal sealed partial class Visitor(HttpClient http, HostFixture fixture, ApiDocument document)
{
    private const string Newcomer = "/manage/members/visitor";
    private readonly Editor owner = new(
        http,
        fixture.Time,
        fixture.Demo.Owner.ClientId.Value,
        fixture.Demo.Owner.ClientSecret
    );
    private readonly Partner ownerIdentity = new(
        http,
        fixture.Time,
        fixture.Demo.Owner.ClientId.Value,
        fixture.Demo.Owner.ClientSecret,
        Partner.Of(fixture.Demo, http, fixture.Time).Key
    );
    private readonly Partner partner = Partner.Of(fixture.Demo, http, fixture.Time);
    private readonly Dictionary<string, string> known = new() { ["n"] = "1" };
    private readonly Dictionary<string, string> unknown = new()
    {
        ["ruleId"] = "nobody",
        ["clientId"] = "nobody",
        ["programId"] = "nobody",
        ["userId"] = "nobody",
        ["holdId"] = "nobody",
        ["loyaltyUserId"] = "nobody",
        ["groupId"] = "nobody",
        ["transactionId"] = "00000000-0000-8000-8000-000000000000",
        ["deliveryId"] = "nobody",
        ["parkedId"] = "nobody",
        ["n"] = "999",
        ["requestId"] = "nobody",
        ["orgId"] = "demo",
    };

    /// <summary>Makes one of everything, changes it and takes every step with it.</summary>
    public async Task ShowEverythingAsync()
    {
        await CreateAsync("/manage/programs", "programId");
        await CreateAsync("/manage/clients", "clientId");
        await CreateAsync("/manage/rules", "ruleId");
        await CreateAsync("/manage/groups", "groupId");
        await PutAsync(Newcomer, "/manage/members/{userId}", ifMatch: null);
        known["userId"] = "visitor";
        await MovePointsAsync();
        await ParkAsync();
        foreach (var operation in document.Operations.Where(one => one.Method == "GET"))
            await owner.GetAsync(operation.At(known));
        await CsvAsync();
        await owner.GetAsync("/manage/overview?programId=nobody");
        await owner.GetAsync($"{Item("groups/{groupId}")}/points?points=1");
        await PutAsync(Newcomer, "/manage/members/{userId}", await TagAsync(Newcomer));
        // The mobile number is somebody else's already.
        await PutAsync($"{Newcomer}-again", "/manage/members/{userId}", ifMatch: null);
        await NameGroupsAlikeAsync();
        foreach (var item in (string[])["programs/{programId}", "rules/{ruleId}", "groups/{groupId}"])
            await PutAsync(Item(item), $"/manage/{item}", await TagAsync(Item(item)));
        const string organisation = "/manage/organisation";
        await PutAsync(organisation, organisation, await TagAsync(organisation));
        await ClientStepsAsync();
        await RuleStepsAsync();
        await owner.StepAsync(Item("programs/{programId}"), "make-default");
        await owner.PostAsync($"{Item("programs/{programId}")}/test-connection");
        await owner.PostAsync(
            $"{Item("programs/{programId}")}/simulate",
            Operation("POST", "/manage/programs/{programId}/simulate").Example
        );
        await owner.StepAsync("/manage/programs/points", "make-default");
        await owner.PostAsync(Item("deliveries/{deliveryId}/redeliver"));
        await owner.PostAsync(Item("parked/{parkedId}/retry"));
        await ParkAsync();
    }

    /// <summary>Removes what only then can be shown to be removed.</summary>
    public async Task RemoveAsync()
    {
        foreach (var item in (string[])["groups/{groupId}", "members/{userId}", "parked/{parkedId}"])
            await owner.DeleteAsync(Item(item), await TagAsync(Item(item)));
    }

    /// <summary>Setup takes no token of ours and is over for this host's organisation; its own tests show it.</summary>
    private static bool IsOfPeople(ApiOperation operation) =>
        operation.IsManagement && operation.Path != "/manage/setup";

    private string Item(string path) => Operation("GET", $"/manage/{path}", or: "POST").At(known);

    private ApiOperation Operation(string method, string path, string? or = null) =>
        document.Operations.First(one => one.Path == path && (one.Method == method || one.Method == or));

    private async Task<string> TagAsync(string item) => (await owner.GetAsync(item)).Header("ETag") ?? "";

    private async Task CreateAsync(string path, string id)
    {
        var body = Operation("POST", path).Example!;
        var key = Names.Next("key");
        var made = await owner.PostAsync(path, body, key: key);
        Assert.True(made.Status == 201, made.ToString());
        await owner.PostAsync(path, body, key: key);
        known[id] = made.Field(id)!;
    }

    private Task<Answer> PutAsync(string item, string path, string? ifMatch) =>
        owner.PutAsync(item, Operation("PUT", path).Example!, ifMatch);

    private async Task MovePointsAsync()
    {
        known["orgId"] = fixture.Demo.OrgId.Value;
        var adjust = Operation("POST", "/manage/members/{userId}/adjust");
        var given = adjust.Example!.DeepClone();
        given["points"] = 100;
        await owner.PostAsync(adjust.At(known), given);
        known["userId"] = fixture.Demo.UserId.Value;
        var request = fixture.Earn(10) with { CallbackUrl = fixture.Receiver.Open().Url };
        await partner.SendAsync(request);
        var outcome = await partner.OutcomeAsync(request.RequestId);
        known["requestId"] = request.RequestId;
        known["transactionId"] = outcome.Field("transactionId")!;
        known["holdId"] = known["transactionId"];
        await partner.GetAsync(Operation("GET", "/points/requests/{requestId}").At(known));
        var delivery = await Eventually.GetAsync(
            "a delivery",
            async () =>
                (await owner.GetAsync("/manage/deliveries?status=delivered")).Json.GetProperty("items") is { } items
                && items.GetArrayLength() > 0
                    ? items[0].GetProperty("deliveryId").GetString()
                    : null
        );
        known["deliveryId"] = delivery;
        var reverse = Operation("POST", "/manage/transactions/{transactionId}/reverse");
        var first = await owner.PostAsync(reverse.At(known), reverse.Example, key: "visitor-reversal");
        Assert.True(first.Status == 200, first.ToString());
    }

    /// <summary>Puts a message there that cannot be handled: of a program that does not exist.</summary>
    private async Task ParkAsync()
    {
        var message = new PointsMessage
        {
            TransactionId = EntryId.For(fixture.Demo.Owner.ClientId, TextId.From<RequestId>(Names.Next("parked"))),
            OrgId = fixture.Demo.OrgId,
            MemberId = fixture.Demo.UserId,
            ProgramId = TextId.From<ProgramId>("nowhere"),
            RuleId = fixture.Demo.EarnRuleId,
            ClientId = fixture.Demo.Owner.ClientId,
            RequestId = TextId.From<RequestId>(Names.Next("parked")),
            Amount = new Loyalty.Points(1),
            ContentHash = "",
            AcceptedAt = fixture.Time.GetUtcNow(),
        };
        await fixture.Service<IMessageQueue>().SendAsync(QueueNames.Points, [PointsMessage.ToSend(message)], default);
        known["parkedId"] = await Eventually.GetAsync(
            "a parked message",
            async () =>
                (await owner.GetAsync("/manage/parked")).Json.GetProperty("items") is { } items
                && items.GetArrayLength() > 0
                    ? items[0].GetProperty("parkedId").GetString()
                    : null
        );
    }

    private async Task CsvAsync()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/manage/transactions");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await ownerIdentity.TokenAsync());
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/csv"));
        await partner.SendAsync(request);
    }

    private async Task ClientStepsAsync()
    {
        var item = Item("clients/{clientId}");
        await PutAsync(item, "/manage/clients/{clientId}", await TagAsync(item));
        await PutAsync($"{item}/keys", "/manage/clients/{clientId}/keys", await TagAsync(item));
        await owner.StepAsync(item, "secrets");
        await owner.PostAsync($"{item}/secrets", ifMatch: await TagAsync(item));
        await owner.DeleteAsync($"{item}/secrets/1", await TagAsync(item));
        // As many as can be live at a time, and one more.
        for (var n = 0; n < 4; n++)
            await owner.StepAsync(item, "callback-secret");
        await owner.StepAsync(item, "disable");
        await owner.StepAsync(item, "enable");
        await owner.StepAsync(item, "enable");
        known["n"] = "2";
        // Nobody locks the door behind themselves.
        var self = $"/manage/clients/{owner.ClientId}";
        await owner.StepAsync(self, "disable");
        await owner.DeleteAsync($"{self}/secrets/1", await TagAsync(self));
        await PutAsync(self, "/manage/clients/{clientId}", await TagAsync(self));
    }

    private async Task RuleStepsAsync()
    {
        var item = Item("rules/{ruleId}");
        await owner.PostAsync($"{item}/simulate", Operation("POST", "/manage/rules/{ruleId}/simulate").Example);
        await owner.StepAsync(item, "duplicate");
        await owner.StepAsync(item, "deactivate");
        await owner.StepAsync(item, "activate");
        await owner.StepAsync(item, "activate");
        await owner.StepAsync(item, "deactivate");
        await owner.StepAsync(item, "archive");
        await owner.StepAsync(item, "archive");
        await PutAsync(item, "/manage/rules/{ruleId}", await TagAsync(item));
        var over = Operation("POST", "/manage/rules").Example!.DeepClone();
        (over["startsAt"], over["endsAt"]) = ("2020-01-01T00:00:00Z", "2020-02-01T00:00:00Z");
        var old = await owner.PostAsync("/manage/rules", over);
        await owner.StepAsync(old.Header("Location")!, "activate");
    }

    private async Task NameGroupsAlikeAsync()
    {
        var body = Operation("POST", "/manage/groups").Example!.DeepClone();
        body["externalId"] = "family";
        await owner.PostAsync("/manage/groups", body);
        var item = Item("groups/{groupId}");
        await owner.PutAsync(item, body, await TagAsync(item));
    }
}
