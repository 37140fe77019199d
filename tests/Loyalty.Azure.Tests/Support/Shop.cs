using System.Text;
using System.Text.Json;
using Loyalty.Azure.Cosmos;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Identity;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Loyalty.Messaging;
using Loyalty.PointsRequests;
using Loyalty.Signing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Loyalty.Azure.Tests.Support;

/// <summary>An organisation with one program, one rule and one client, and the product itself on top of Cosmos DB.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private static readonly OrgId Org = TextId.From<OrgId>("acme-loyalty");
    private static readonly ProgramId ProgramId = TextId.From<ProgramId>("stars");
    private static readonly RuleId RuleId = TextId.From<RuleId>("earn-at-the-till");
    private static readonly Client Client = new()
    {
        OrgId = Org,
        ClientId = TextId.From<ClientId>("shop-on-main-street"),
        Name = "Shop",
        Scopes = [Scopes.PointsEarn, Scopes.PointsRedeem],
        Signature = SignaturePolicy.Optional,
    };

    private readonly CosmosScene scene;
    private readonly ServiceProvider services;

    /// <param name="scene">The store.</param>
    /// <param name="time">The clock; null = the machine's.</param>
    /// <param name="decorate">Puts something in the place of the product's services.</param>
    public Shop(CosmosScene scene, TimeProvider? time = null, Action<IServiceCollection>? decorate = null)
    {
        this.scene = scene;
        var collection = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(Configuration())
            .AddSingleton(scene.Client)
            .AddSingleton<IMessageQueue>(scene.Queue)
            .AddSingleton<IKeyRing>(new SealingKeys())
            .AddSingleton(time ?? TimeProvider.System)
            .AddLoyalty()
            .AddCosmosStores();
        decorate?.Invoke(collection);
        services = collection.BuildServiceProvider();
    }

    public IServiceProvider Services => services;

    public AccountHandler Accounts => services.GetRequiredService<AccountHandler>();

    public ILedgerStore Ledger => services.GetRequiredService<ILedgerStore>();

    public PointsHandler Handler => services.GetRequiredService<PointsHandler>();

    public static PointProgram Program { get; } =
        new()
        {
            OrgId = Org,
            ProgramId = ProgramId,
            Name = "Stars",
            AutoEnrol = true,
            Expiration = new Expiration { Days = 365 },
        };

    public static Rule Rule { get; } =
        new()
        {
            OrgId = Org,
            RuleId = RuleId,
            ProgramId = ProgramId,
            Name = "Earn",
            Type = RuleType.Earn,
            ClientIds = [Client.ClientId],
            Cap = new Cap { Points = new Points(1_000_000), Period = CapPeriod.Month },
            Status = RuleStatus.Active,
        };

    public static AccountKey Key(string member) => new(Org, TextId.From<MemberId>(member), ProgramId);

    /// <summary>Stores what the organisation set up and reads it once, as a process that is running has.</summary>
    public async Task OpenAsync(string member)
    {
        var catalog = services.GetRequiredService<CachedCatalog>();
        await catalog.CreateAsync(Program, default);
        await catalog.CreateAsync(Rule, default);
        await catalog.CreateAsync(new Member { OrgId = Org, MemberId = Key(member).MemberId }, default);
        await EarnAsync(member, "first");
        scene.Server.Log.Clear();
    }

    /// <summary>One request on its whole way: admitted, taken from the queue, applied.</summary>
    public async Task EarnAsync(string member, string request)
    {
        await AdmitAsync(member, request);
        await Handler.HandleAsync([scene.Queue.Bodies(QueueNames.Points)[^1]], default);
    }

    public async Task AdmitAsync(string member, string request)
    {
        var body = new
        {
            userId = member,
            ruleId = RuleId.Value,
            amount = 10,
            requestId = request,
            callbackUrl = "https://partner.example/callback",
        };
        var http = new SignedRequest
        {
            Method = "POST",
            RawTarget = "/points",
            Header = _ => StringValues.Empty,
            Body = JsonSerializer.SerializeToUtf8Bytes(body),
        };
        var admission = services.GetRequiredService<PointsAdmission>();
        Assert.IsType<AdmissionOutcome.Accepted>(
            await admission.AdmitAsync(Caller.Of(Client), http, notJson: null, subject: null, default)
        );
    }

    /// <summary>A message as it lies in the queue.</summary>
    public static string Message(string member, string request, DateTimeOffset? acceptedAt = null) =>
        PointsMessage
            .ToSend(
                new PointsMessage
                {
                    TransactionId = Id(request),
                    OrgId = Org,
                    MemberId = Key(member).MemberId,
                    ProgramId = ProgramId,
                    RuleId = RuleId,
                    ClientId = Client.ClientId,
                    RequestId = TextId.From<RequestId>(request),
                    Amount = new Points(10),
                    CallbackUrl = "https://partner.example/callback",
                    ContentHash = Convert.ToBase64String(Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef")),
                    AcceptedAt = acceptedAt ?? new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero),
                    TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                }
            )
            .Body;

    public static EntryId Id(string request) => EntryId.For(Client.ClientId, TextId.From<RequestId>(request));

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private static IConfiguration Configuration() =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["Cosmos:AccountEndpoint"] = "https://in-process.invalid/",
                    ["Catalog:CacheFor"] = "00:00:05",
                    ["Admission:ReconcileLimit"] = "100",
                    ["Ledger:RetryDelay"] = "00:00:00.001",
                }
            )
            .Build();
}
