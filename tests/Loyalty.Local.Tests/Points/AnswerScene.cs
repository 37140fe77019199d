using Loyalty.Catalog;
using Loyalty.Signing;

namespace Loyalty.Local.Tests.Points;

/// <summary>A redemption that would be accepted, until conditions spoil it; and the answer that it then gets.</summary>
internal sealed class AnswerScene
{
    private readonly HostFixture fixture;
    private readonly List<Func<Task>> afterwards = [];

    private AnswerScene(HostFixture fixture, Client client, Rule rule, Member member)
    {
        this.fixture = fixture;
        Client = client;
        Rule = rule;
        Body = new PointsBody(member.MemberId.Value, rule.RuleId.Value, 10, Names.Next("request"));
    }

    public Client Client { get; set; }

    public Rule Rule { get; set; }

    public PointsBody Body { get; set; }

    /// <summary>Replaces the body as it is sent.</summary>
    public Func<string, string> Written { get; set; } = json => json;

    public bool SendsToken { get; set; } = true;

    public string Scope { get; set; } = "";

    public SignatureForm Form { get; set; } = SignatureForm.None;

    public SigningKey? SignedWith { get; set; }

    /// <summary>A member with 100 points, and a client and a rule of their own.</summary>
    public static async Task<AnswerScene> CreateAsync(HostFixture fixture)
    {
        var client = await fixture.Setup.ClientAsync();
        var rule = await fixture.Setup.RuleAsync(RuleType.Redeem, client);
        return new AnswerScene(fixture, client, rule, await fixture.Setup.MemberAsync(points: 100));
    }

    /// <summary>Has the request id used up, with other content, while everything is still as it should be.</summary>
    public async Task UseRequestIdAsync()
    {
        var answer = await fixture.Setup.PartnerOf(Client).SendAsync(Body with { Amount = 1 });
        Assert.Equal(202, answer.Status);
    }

    public void Change(Func<Client, Client> change) =>
        afterwards.Add(() => fixture.Setup.PutAsync(Client = change(Client)));

    public void Change(Func<Rule, Rule> change) => afterwards.Add(() => fixture.Setup.PutAsync(Rule = change(Rule)));

    public void Change(MemberStatus status) =>
        afterwards.Add(() =>
            fixture.Setup.PutAsync(
                new Member
                {
                    OrgId = Setup.Org,
                    MemberId = TextId.From<MemberId>(Body.UserId),
                    Status = status,
                }
            )
        );

    public async Task<Answer> SendAsync()
    {
        var partner = fixture.Setup.PartnerOf(Client);
        var token = SendsToken ? await partner.TokenAsync(Scope) : null;
        foreach (var change in afterwards)
            await change();
        return await partner.SendAsync(partner.Request(Written(Body.ToJson()), token, Form, created: null, SignedWith));
    }

    /// <summary>A key that no client has, under the name of one that they have.</summary>
    public static readonly SigningKey StrangersKey = SigningKey.Create(
        KeyAlgorithm.RsaSha256,
        "test-key",
        DateTimeOffset.UnixEpoch
    );
}
