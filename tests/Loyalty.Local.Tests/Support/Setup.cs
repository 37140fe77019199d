using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Loyalty.Signing;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Local.Tests.Support;

/// <summary>Sets up what tests need besides the demo organisation, through the services of a running host.</summary>
internal sealed class Setup(IServiceProvider services, HttpClient http, TimeProvider time)
{
    public const string Secret = "a secret for tests alone";
    public static readonly OrgId Org = TextId.From<OrgId>("demo");
    public static readonly ProgramId Program = TextId.From<ProgramId>("points");

    // Making an RSA key takes long; all test clients share it.
    private static readonly SigningKey SharedKey = SigningKey.Create(
        KeyAlgorithm.RsaSha256,
        "test-key",
        DateTimeOffset.UnixEpoch
    );
    private readonly CachedCatalog catalog = services.GetRequiredService<CachedCatalog>();

    /// <summary>Stores a document, new or not.</summary>
    public async Task PutAsync<T>(T document)
        where T : class, ICatalogDocument<T>
    {
        if (await catalog.CreateAsync(document, default) is not null)
            return;
        var found = await services.GetRequiredService<ICatalog>().FindAsync<T>(document.Key, default);
        Assert.NotNull(await catalog.ReplaceAsync(document, found!.ETag, default));
    }

    public async Task<PointProgram> ProgramAsync(Func<PointProgram, PointProgram>? change = null)
    {
        var program = new PointProgram
        {
            OrgId = Org,
            ProgramId = TextId.From<ProgramId>(Names.Next("program")),
            Name = "A program",
        };
        program = change is null ? program : change(program);
        await PutAsync(program);
        return program;
    }

    public async Task<Rule> RuleAsync(RuleType type, Client client, Func<Rule, Rule>? change = null)
    {
        var rule = new Rule
        {
            OrgId = client.OrgId,
            RuleId = TextId.From<RuleId>(Names.Next("rule")),
            ProgramId = Program,
            Name = "A rule",
            Type = type,
            ClientIds = [client.ClientId],
            Status = RuleStatus.Active,
        };
        rule = change is null ? rule : change(rule);
        await PutAsync(rule);
        return rule;
    }

    public async Task<Member> MemberAsync(long points = 0, MemberStatus status = MemberStatus.Active)
    {
        var member = new Member { OrgId = Org, MemberId = TextId.From<MemberId>(Names.Next("member")) };
        await PutAsync(member with { Status = status });
        if (points > 0)
            await GrantAsync(member, points);
        return member;
    }

    public async Task<Client> ClientAsync(Func<Client, Client>? change = null)
    {
        var client = new Client
        {
            ClientId = TextId.From<ClientId>(Names.Next("client")),
            OrgId = Org,
            Name = "A client",
            Scopes = [Scopes.PointsEarn, Scopes.PointsRedeem],
            Keys = [new ClientKey { KeyId = SharedKey.KeyId, PublicKeyPem = SharedKey.PublicKey.ToPem() }],
            Secrets =
            [
                new ClientSecret
                {
                    N = 1,
                    Hash = SecretHash.Create(Secret, 1000),
                    CreatedAt = time.GetUtcNow(),
                },
            ],
        };
        client = change is null ? client : change(client);
        await PutAsync(client);
        return client;
    }

    /// <summary>The system of a client's.</summary>
    public Partner PartnerOf(Client client) => new(http, time, client.ClientId.Value, Secret, SharedKey);

    /// <summary>Gives a member points without any request.</summary>
    public async Task GrantAsync(Member member, long points, PointProgram? program = null)
    {
        program ??= await catalog.FindAsync<PointProgram>(PointProgram.KeyOf(Org, Program), default);
        var command = new Command
        {
            Id = EntryId.For(TextId.From<ClientId>("tests"), TextId.From<RequestId>(Names.Next("grant"))),
            Kind = EntryKind.Adjust,
            Amount = new Loyalty.Points(points),
            AcceptedAt = time.GetUtcNow(),
        };
        await services
            .GetRequiredService<AccountHandler>()
            .ApplyAsync(new AccountKey(Org, member.MemberId, program!.ProgramId), program, [command], default);
    }
}
