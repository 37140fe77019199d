using System.Text.Json.Nodes;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Programs;

namespace Loyalty.Local.Tests.Programs;

/// <summary>A shop whose platform issues points of a program that another platform keeps.</summary>
internal sealed class RemoteScene
{
    private const string KeyId = "aggregator";
    private readonly HostFixture near;

    private RemoteScene(HostFixture near, HostFixture far, Client shop, Client ours, Rule rule, string program)
    {
        this.near = near;
        Far = far;
        Shop = near.Setup.PartnerOf(shop);
        ShopId = shop.ClientId;
        Ours = ours;
        Rule = rule;
        Program = program;
    }

    public Partner Shop { get; }

    public ClientId ShopId { get; }

    /// <summary>The platform that keeps the books.</summary>
    public HostFixture Far { get; }

    /// <summary>Our client there.</summary>
    public Client Ours { get; }

    /// <summary>The rule there that our issues trigger.</summary>
    public Rule Rule { get; }

    public string Program { get; }

    /// <param name="near">The platform that issues.</param>
    /// <param name="far">The platform that keeps the books.</param>
    /// <param name="baseUrl">Where the one reaches the other; null = directly.</param>
    /// <param name="change">What is special about the rule.</param>
    public static async Task<RemoteScene> CreateAsync(
        HostFixture near,
        HostFixture far,
        string? baseUrl = null,
        Func<Rule, Rule>? change = null
    )
    {
        var ours = await far.Setup.ClientAsync(client =>
            client with
            {
                Scopes = [Scopes.PointsEarn],
                Signature = SignaturePolicy.Required,
            }
        );
        var rule = await far.Setup.RuleAsync(RuleType.Earn, ours, change);
        var owner = Management.Editor.Of(near);
        var created = await owner.PostAsync(
            "/manage/programs",
            Body(baseUrl ?? far.Host.BaseUrl.ToString(), ours.ClientId.Value, rule.RuleId.Value)
        );
        Assert.True(created.Status == 201, created.ToString());
        var pem = created.Json.GetProperty("remote").GetProperty("publicKeyPem").GetString()!;
        await far.Setup.PutAsync(ours with { Keys = [new ClientKey { KeyId = KeyId, PublicKeyPem = pem }] });
        var shop = await near.Setup.ClientAsync(client => client with { Scopes = [Scopes.Programs] });
        return new RemoteScene(near, far, shop, ours, rule, created.Field("programId")!);
    }

    /// <summary>A program whose books another platform keeps.</summary>
    public static JsonObject Body(string baseUrl, string clientId, string ruleId) =>
        new()
        {
            ["name"] = "A program elsewhere",
            ["pointsPerUnit"] = 2,
            ["remote"] = new JsonObject
            {
                ["baseUrl"] = baseUrl,
                ["clientId"] = clientId,
                ["secret"] = Setup.Secret,
                ["keyId"] = KeyId,
                ["ruleId"] = ruleId,
            },
        };

    /// <summary>A member there.</summary>
    public async Task<string> MemberAsync() => (await Far.Setup.MemberAsync()).MemberId.Value;

    public Task<Answer> IssueAsync(string user, string reference, long value = 10) =>
        Shop.PostAsync(
            "/v1/transactions",
            $$"""{"programId":"{{Program}}","value":{{value}},"userId":"{{user}}","referenceNumber":"{{reference}}"}"""
        );

    public Task<Answer> ReadAsync(string reference) => Shop.GetAsync($"/v1/transactions/{reference}");

    /// <summary>A member's balance there.</summary>
    public async Task<string?> BalanceAsync(string user) =>
        (await Far.BalanceAsync(user, Rule.ProgramId.Value)).Field("balance");

    /// <summary>The issue as it is recorded; null = it is not.</summary>
    public async Task<Issue?> RecordedAsync(string reference)
    {
        var id = EntryId.ForIssue(ShopId, TextId.From<RequestId>(reference));
        return (await near.Service<IIssueStore>().FindAsync(id, default))?.Value;
    }
}
