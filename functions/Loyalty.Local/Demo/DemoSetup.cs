using System.Security.Cryptography;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Embedded;
using Loyalty.Identity;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Loyalty.Local.Hosting;
using Loyalty.Signing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Loyalty.Local.Demo;

/// <summary>Sets up a demo organisation in an empty store, so that the first request can be sent at once.</summary>
internal sealed class DemoSetup(IServiceProvider services)
{
    private const int OpeningPoints = 1000;
    private static readonly OrgId Org = TextId.From<OrgId>("demo");
    private static readonly ProgramId Program = TextId.From<ProgramId>("points");
    private static readonly ClientId Owner = TextId.From<ClientId>("demo-owner");
    private static readonly ClientId Partner = TextId.From<ClientId>("demo-partner");
    private static readonly RuleId EarnRule = TextId.From<RuleId>("demo-earn");
    private static readonly RuleId RedeemRule = TextId.From<RuleId>("demo-redeem");
    private static readonly MemberId Member = TextId.From<MemberId>("demo-member");

    private readonly StoreChoice store = services.GetRequiredService<StoreChoice>();
    private readonly CachedCatalog catalog = services.GetRequiredService<CachedCatalog>();
    private readonly DateTimeOffset now = services.GetRequiredService<TimeProvider>().GetUtcNow();

    /// <summary>
    /// The demo of this data folder: made when the store is empty, else read; null when there is none. A store that is not
    /// this machine's own gets none, nor does one that is not for development: its secrets lie in the folder in the clear.
    /// </summary>
    public async Task<DemoFile?> EnsureAsync(Uri baseUrl, CancellationToken cancellationToken)
    {
        if (!store.IsOnThisMachine || !services.GetRequiredService<IHostEnvironment>().IsDevelopment())
            return null;
        var directory = services.GetRequiredService<SqliteDatabase>().Directory;
        // Also where the folder tells of a demo that its store no longer has, as an emulator that was started anew.
        if (!await HasOrganisationAsync(cancellationToken))
            return await CreateAsync(baseUrl, directory, cancellationToken);
        if (await DemoFile.ReadAsync(directory, cancellationToken) is not { } demo)
            return null;
        if (demo.BaseUrl == Text(baseUrl))
            return demo;
        demo = demo with { BaseUrl = Text(baseUrl) };
        await demo.WriteAsync(directory, cancellationToken);
        return demo;
    }

    /// <summary>Whether nobody can sign in, because there is no organisation. Of a store that others may share, that is
    /// not known.</summary>
    public async Task<bool> IsStoreEmptyAsync(CancellationToken cancellationToken) =>
        store.Kind == StoreKind.Sqlite && !await HasOrganisationAsync(cancellationToken);

    private static string Text(Uri baseUrl) => baseUrl.GetLeftPart(UriPartial.Authority);

    /// <summary>Whether there is any; in a store that others may share, the demo's own.</summary>
    private async Task<bool> HasOrganisationAsync(CancellationToken cancellationToken)
    {
        if (store.Kind != StoreKind.Sqlite)
            return await catalog.FindAsync<Organisation>(Organisation.KeyOf(Org), cancellationToken) is not null;
        var audit = services.GetRequiredService<SqliteAudit>();
        await foreach (var _ in audit.CatalogAsync<Organisation>(cancellationToken))
            return true;
        return false;
    }

    /// <summary>The organisation is written last: a start that breaks off before is begun anew by the next.</summary>
    private async Task<DemoFile> CreateAsync(Uri baseUrl, string directory, CancellationToken cancellationToken)
    {
        using var rsa = RSA.Create(2048);
        var callbackSecret = StandardWebhook.Create();
        var demo = new DemoFile
        {
            BaseUrl = Text(baseUrl),
            OrgId = Org,
            ProgramId = Program,
            Owner = new DemoOwner { ClientId = Owner, ClientSecret = SecretHash.NewSecret() },
            Partner = new DemoPartner
            {
                ClientId = Partner,
                ClientSecret = SecretHash.NewSecret(),
                KeyId = "demo-partner-key",
                PrivateKeyPem = rsa.ExportPkcs8PrivateKeyPem(),
                CallbackSecret = callbackSecret.ExportSecret(),
            },
            EarnRuleId = EarnRule,
            RedeemRuleId = RedeemRule,
            UserId = Member,
        };
        await WriteProgramAsync(cancellationToken);
        await WriteClientsAsync(demo, rsa.ExportSubjectPublicKeyInfoPem(), callbackSecret, cancellationToken);
        await OpenAccountAsync(cancellationToken);
        await demo.WriteAsync(directory, cancellationToken);
        await PutAsync(
            new Organisation
            {
                OrgId = Org,
                Name = "Demo organisation",
                DefaultProgramId = Program,
            },
            cancellationToken
        );
        return demo;
    }

    private async Task WriteProgramAsync(CancellationToken cancellationToken)
    {
        await PutAsync(
            new PointProgram
            {
                OrgId = Org,
                ProgramId = Program,
                Name = "Demo points",
                PointsPerUnit = 100,
                Expiration = new Expiration { Months = 12 },
            },
            cancellationToken
        );
        await PutAsync(RuleOf(EarnRule, RuleType.Earn, "Demo earning rule"), cancellationToken);
        await PutAsync(RuleOf(RedeemRule, RuleType.Redeem, "Demo redemption rule"), cancellationToken);
        await PutAsync(new Member { OrgId = Org, MemberId = Member }, cancellationToken);
    }

    private static Rule RuleOf(RuleId id, RuleType type, string name) =>
        new()
        {
            OrgId = Org,
            RuleId = id,
            ProgramId = Program,
            Name = name,
            Type = type,
            ClientIds = [Partner],
            Status = RuleStatus.Active,
        };

    private async Task WriteClientsAsync(
        DemoFile demo,
        string publicKeyPem,
        StandardWebhook callbackSecret,
        CancellationToken cancellationToken
    )
    {
        var keys = services.GetRequiredService<IKeyRing>();
        foreach (var client in new[] { Owner, Partner })
            await PutAsync(new ClientListing { OrgId = Org, ClientId = client }, cancellationToken);
        await PutAsync(ClientOf(Owner, "Demo owner", Scopes.All, demo.Owner.ClientSecret), cancellationToken);
        await PutAsync(
            ClientOf(
                Partner,
                "Demo partner",
                [.. Scopes.All.Where(scope => !Scopes.IsManagement(scope))],
                demo.Partner.ClientSecret
            ) with
            {
                Partner = "Demo Shop",
                Keys = [new ClientKey { KeyId = demo.Partner.KeyId, PublicKeyPem = publicKeyPem }],
                SealedCallbackSecret = CallbackSecret.Seal(callbackSecret, Partner, keys.DataKey),
            },
            cancellationToken
        );
    }

    private Client ClientOf(ClientId id, string name, IReadOnlyList<string> scopes, string secret)
    {
        var iterations = services.GetRequiredService<IOptions<IdentityOptions>>().Value.SecretHashIterations;
        return new Client
        {
            ClientId = id,
            OrgId = Org,
            Name = name,
            Scopes = scopes,
            Secrets =
            [
                new ClientSecret
                {
                    N = 1,
                    Hash = SecretHash.Create(secret, iterations),
                    CreatedAt = now,
                },
            ],
        };
    }

    private async Task OpenAccountAsync(CancellationToken cancellationToken)
    {
        var program =
            await catalog.FindAsync<PointProgram>(PointProgram.KeyOf(Org, Program), cancellationToken)
            ?? throw new InvalidOperationException("The demo program was not stored.");
        var command = new Command
        {
            Id = EntryId.For(Owner, TextId.From<RequestId>("opening-balance")),
            Kind = EntryKind.Adjust,
            Amount = new Points(OpeningPoints),
            AcceptedAt = now,
            Reference = "Opening balance",
        };
        await services
            .GetRequiredService<AccountHandler>()
            .ApplyAsync(new AccountKey(Org, Member, Program), program, [command], cancellationToken);
    }

    private async Task PutAsync<T>(T document, CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T>
    {
        if (await catalog.CreateAsync(document, cancellationToken) is not null)
            return;
        var store = services.GetRequiredService<ICatalog>();
        var found = await store.FindAsync<T>(document.Key, cancellationToken);
        if (found is null || await catalog.ReplaceAsync(document, found.ETag, cancellationToken) is null)
            throw new InvalidOperationException($"The demo's {T.Kind} {document.Key.Id} could not be stored.");
    }
}
