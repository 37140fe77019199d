using System.Text;
using Loyalty.Budgets;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Identity;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Messaging;
using Loyalty.PointsRequests;
using Loyalty.RequestLog;
using Loyalty.Signing;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.PointsRequests;

/// <summary>A client, a member with a hundred points, a rule to earn and one to redeem, and what takes requests from the
/// door to the ledger.</summary>
internal sealed class PointsScene
{
    public const string CallbackUrl = "https://partner.example/cb";
    private readonly InMemoryDeliveryLog deliveries = new();

    public SetBacklog Backlog { get; } = new();

    public PointsScene()
    {
        Registry = new InMemoryRequestRegistry(Queue, Time);
        var catalog = new CachedCatalog(Catalog, Options.Create(new CatalogOptions { CacheFor = default }), Time);
        var callbacks = Options.Create(new CallbackOptions());
        var admission = Options.Create(Settings);
        Admission = new PointsAdmission(
            catalog,
            Registry,
            Ledger,
            new RuleGate(catalog, Ledger),
            Queue,
            new Redelivery(deliveries, Queue, callbacks, Time),
            new ClientSignatures(admission, Time),
            new BackPressure(Backlog, admission, Time, NullLogger<BackPressure>.Instance),
            callbacks,
            Time,
            Logged
        );
        var ledger = Options.Create(new LedgerOptions());
        Handler = new PointsHandler(
            catalog,
            new RuleVersions(Catalog, catalog),
            new AccountHandler(
                Ledger,
                new BudgetDesk(new InMemoryBudgetStore(), Options.Create(new BudgetOptions()), Time, () => 0),
                ledger,
                Time,
                () => 0,
                NullLogger<AccountHandler>.Instance
            ),
            Queue,
            new MessageParking(Parking, Time, NullLogger<MessageParking>.Instance),
            new OpenDecisions(Time),
            ledger
        );
        Reconciliation = new Reconciliation(Registry, Ledger, Catalog, Queue, admission, Time, Reconciled);
        Status = new RequestStatus(Registry, Ledger);
        Catalog.Put(Given.Program());
        Catalog.Put(Earn);
        Catalog.Put(Redeem);
        Catalog.Put(Client);
        Catalog.Put(Member);
    }

    public static Rule Earn { get; } = Given.Rule(RuleType.Earn, id: "earn");
    public static Rule Redeem { get; } = Given.Rule(RuleType.Redeem, id: "redeem");
    public static Member Member { get; } = new() { OrgId = Given.Org, MemberId = Given.MemberId };

    public static Client Client { get; } =
        new()
        {
            ClientId = Given.ClientId,
            OrgId = Given.Org,
            Name = "Shop",
            Scopes = [Scopes.PointsEarn, Scopes.PointsRedeem],
        };

    public AdmissionOptions Settings { get; } = new();
    public ManualTimeProvider Time { get; } = new(Given.Noon);
    public InMemoryCatalog Catalog { get; } = new();
    public InMemoryLedgerStore Ledger { get; } = new();
    public InMemoryMessageQueue Queue { get; } = new();
    public InMemoryParking Parking { get; } = new();
    public InMemoryRequestRegistry Registry { get; }
    public KeptLog<PointsAdmission> Logged { get; } = new();
    public KeptLog<Reconciliation> Reconciled { get; } = new();
    public RequestSubject Subject { get; } = new();
    public PointsAdmission Admission { get; }
    public PointsHandler Handler { get; }
    public Reconciliation Reconciliation { get; }
    public RequestStatus Status { get; }

    /// <summary>The bodies in the queue of points, oldest first.</summary>
    public IReadOnlyList<string> Queued => [.. Queue.Waiting(QueueNames.Points).Select(message => message.Body)];

    public static string Body(
        string rule = "earn",
        long amount = 10,
        string user = "ann",
        string request = "order-1",
        string? callback = CallbackUrl
    ) =>
        $$"""{"userId":"{{user}}","ruleId":"{{rule}}","amount":{{amount}},"requestId":"{{request}}","""
        + $"\"callbackUrl\":{(callback is null ? "null" : $"\"{callback}\"")}}}";

    public Task<AdmissionOutcome> AdmitAsync(
        string? body = null,
        Client? client = null,
        Problem? notJson = null,
        SigningKey? signedBy = null
    )
    {
        var bytes = Encoding.UTF8.GetBytes(body ?? Body());
        var headers = signedBy is null ? [] : RequestSigner.Sign(signedBy, "POST", "/points", bytes, Time.GetUtcNow());
        var request = new SignedRequest
        {
            Method = "POST",
            RawTarget = "/points",
            Header = name => headers.Where(header => header.Key == name).Select(header => header.Value).ToArray(),
            Body = bytes,
        };
        return Admission.AdmitAsync(Caller.Of(client ?? Client), request, notJson, Subject, default);
    }

    public async Task<Problem> RefusedAsync(
        string? body = null,
        Client? client = null,
        Problem? notJson = null,
        SigningKey? signedBy = null
    ) => Assert.IsType<AdmissionOutcome.Refused>(await AdmitAsync(body, client, notJson, signedBy)).Problem;

    /// <summary>Applies all that was admitted.</summary>
    public Task ApplyAsync() => Handler.HandleAsync(Queued, default);

    /// <summary>Gives the member points.</summary>
    public async Task EarnAsync(long points)
    {
        await AdmitAsync(Body(amount: points, request: $"earn-{points}", callback: null));
        await ApplyAsync();
    }
}
