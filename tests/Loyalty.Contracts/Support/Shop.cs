using System.Net;
using System.Text;
using System.Text.Json;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Loyalty.PointsRequests;
using Loyalty.Signing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Loyalty.Contracts.Support;

/// <summary>An organisation with one program, one rule and one client that takes every callback, and the product itself on
/// top of a store.</summary>
public class Shop : IAsyncDisposable
{
    private const string CallbackUrl = "https://partner.example/callback";
    private static readonly OrgId Org = TextId.From<OrgId>("acme-loyalty");
    private static readonly ProgramId ProgramId = TextId.From<ProgramId>("stars");
    private static readonly RuleId RuleId = TextId.From<RuleId>("earn-at-the-till");

    // Making an RSA key takes long, and these keys protect nothing.
    private static readonly Lazy<KeySet> Keys = new(() =>
        new KeySet(DataKey.Create(), KeySet.CreateKeys(DateTimeOffset.UnixEpoch), TimeProvider.System)
    );

    private readonly ServiceProvider services;

    /// <param name="stores">Registers the adapters.</param>
    /// <param name="settings">Their settings.</param>
    /// <param name="time">The clock; null = the machine's.</param>
    public Shop(
        Action<IServiceCollection> stores,
        IReadOnlyDictionary<string, string?> settings,
        TimeProvider? time = null
    )
    {
        var collection = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddSingleton<IKeyRing>(Keys.Value)
            .AddSingleton(time ?? TimeProvider.System)
            .AddLoyalty()
            .AddSingleton(provider => new CallbackSender(
                new HttpMessageInvoker(new TakesAll()),
                provider.GetRequiredService<IKeyRing>(),
                provider.GetRequiredService<IOptions<CallbackOptions>>(),
                provider.GetRequiredService<TimeProvider>()
            ));
        stores(collection);
        services = collection.BuildServiceProvider();
    }

    public IServiceProvider Services => services;

    public AccountHandler Accounts => services.GetRequiredService<AccountHandler>();

    public ILedgerStore Ledger => services.GetRequiredService<ILedgerStore>();

    public PointsHandler Handler => services.GetRequiredService<PointsHandler>();

    public CallbackHandler Callbacks => services.GetRequiredService<CallbackHandler>();

    public static Client Client { get; } =
        new()
        {
            OrgId = Org,
            ClientId = TextId.From<ClientId>("shop-on-main-street"),
            Name = "Shop",
            Scopes = [Scopes.PointsEarn, Scopes.PointsRedeem],
            Partner = "shop",
            Signature = SignaturePolicy.Optional,
        };

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

    /// <summary>Stores what the organisation set up, with one member.</summary>
    public virtual async Task OpenAsync(string member)
    {
        var catalog = services.GetRequiredService<CachedCatalog>();
        await catalog.CreateAsync(Program, default);
        await catalog.CreateAsync(Rule, default);
        var secret = CallbackSecret.Seal(StandardWebhook.Create(), Client.ClientId, Keys.Value.DataKey);
        await catalog.CreateAsync(Client with { SealedCallbackSecret = secret }, default);
        await catalog.CreateAsync(new Member { OrgId = Org, MemberId = Key(member).MemberId }, default);
    }

    public async Task AdmitAsync(string member, string request, Rule? rule = null)
    {
        var body = new
        {
            userId = member,
            ruleId = (rule ?? Rule).RuleId.Value,
            amount = 10,
            requestId = request,
            callbackUrl = CallbackUrl,
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
                    CallbackUrl = CallbackUrl,
                    ContentHash = Convert.ToBase64String(Encoding.ASCII.GetBytes("0123456789abcdef0123456789abcdef")),
                    AcceptedAt = acceptedAt ?? new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero),
                    TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                }
            )
            .Body;

    public static EntryId Id(string request) => EntryId.For(Client.ClientId, TextId.From<RequestId>(request));

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A receiver without a network.</summary>
    private sealed class TakesAll : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        ) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
    }
}
