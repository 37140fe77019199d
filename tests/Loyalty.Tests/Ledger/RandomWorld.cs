using Loyalty.Budgets;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Corrections;
using Loyalty.Holds;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Reading;
using Loyalty.Ledger.Rules;
using Loyalty.Messaging;
using Loyalty.PointsRequests;
using Loyalty.Reports;
using Loyalty.Tests.Reports;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Ledger;

/// <summary>One organisation with random programs, rules and members, on which random things happen.</summary>
internal sealed partial class RandomWorld
{
    private readonly RandomWorldStatistics told;
    private readonly ManualTimeProvider time = new(Given.Noon);
    private readonly InMemoryLedgerStore store = new();
    private readonly InMemoryBudgetStore budgets = new();
    private readonly InMemoryMessageQueue queue = new();
    private readonly InMemoryParking parking = new();
    private readonly InMemoryCatalog documents = new();
    private readonly OpenDecisions decisions;
    private readonly PointsHandler handler;
    private readonly PointsHandler otherHost;
    private readonly ReversalHandler[] reversals;
    private readonly AdjustmentHandler[] adjustments;
    private readonly HoldHandler[] holds;
    private readonly ExpirySweep sweep;
    private readonly RandomOrganisation organisation;
    private readonly List<PointsMessage> accepted = [];
    private readonly Dictionary<AccountKey, Invariants> invariants = [];
    private readonly Dictionary<string, string> payloads = [];
    private readonly Dictionary<AccountKey, int> counted = [];
    private readonly Dictionary<RuleId, long> moved = [];
    private readonly BudgetDesk desk;
    private readonly BudgetReturn budgetReturn;
    private readonly FirstBudgets firstBudgets;
    private readonly Queue<string> tail = new();
    private int entriesSeen;
    private int ids;
    private int callbacksSeen;

    public RandomWorld(int organisationSeed, RandomWorldStatistics told)
    {
        this.told = told;
        var catalog = new CachedCatalog(
            documents,
            Options.Create(new CatalogOptions { CacheFor = TimeSpan.Zero }),
            time
        );
        var options = Options.Create(new LedgerOptions { RetryDelay = TimeSpan.Zero, MaxOpenHolds = 2 });
        decisions = new OpenDecisions(time);
        AccountHandler[] hosts = [Accounts(), Accounts()];
        var accounts = hosts[0];
        handler = Host(hosts[0]);
        otherHost = Host(hosts[1]);
        reversals = Array.ConvertAll(
            hosts,
            host => new ReversalHandler(catalog, store, new Reversals(store), host, decisions, time)
        );
        adjustments = Array.ConvertAll(hosts, host => new AdjustmentHandler(catalog, store, host, time));
        holds = Array.ConvertAll(hosts, host => new HoldHandler(catalog, store, host, decisions, options, time));
        sweep = new ExpirySweep(catalog, store, accounts, options, time, NullLogger<ExpirySweep>.Instance);
        desk = Desk();
        budgetReturn = new BudgetReturn(
            budgets,
            store,
            desk,
            Options.Create(new BudgetOptions { ReturnAfter = TimeSpan.FromTicks(-1) }),
            time,
            NullLogger<BudgetReturn>.Instance
        );
        firstBudgets = new FirstBudgets(
            CountedWorld.KeeperOf(documents, store, time),
            desk,
            decisions,
            store,
            Options.Create(new CatalogOptions()),
            options,
            time
        );
        organisation = new RandomOrganisation(new Random(organisationSeed), documents);

        AccountHandler Accounts() => new(store, Desk(), options, time, () => 0, NullLogger<AccountHandler>.Instance);

        BudgetDesk Desk() =>
            new(budgets, Options.Create(new BudgetOptions { Patience = TimeSpan.Zero }), time, () => 0);

        PointsHandler Host(AccountHandler ofHost) =>
            new(
                catalog,
                new RuleVersions(documents, catalog),
                ofHost,
                queue,
                new MessageParking(parking, time, NullLogger<MessageParking>.Instance),
                decisions,
                options
            );
    }

    /// <exception cref="InvalidOperationException">Something does not hold; its message ends with what happened last.</exception>
    public async Task RunAsync(IEnumerable<Happening> happenings)
    {
        try
        {
            foreach (var happening in happenings)
            {
                var before = store.Keys.ToDictionary(key => key, store.Bytes);
                await HappenAsync(happening);
                CheckAll(before);
                await CheckBudgetsAsync();
            }
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"{fault.Message}\n{string.Join('\n', tail)}", fault);
        }
    }

    private Task HappenAsync(Happening happening)
    {
        switch (happening)
        {
            case Happening.Deliver deliver:
                return DeliverAsync(deliver);
            case Happening.Reverse reverse:
                return ReverseAsync(reverse);
            case Happening.Adjust adjust:
                return AdjustAsync(adjust);
            case Happening.Place place:
                return PlaceAsync(place);
            case Happening.End end:
                return EndAsync(end);
            case Happening.Sweep:
                Note("sweep");
                return SweepAsync();
            case Happening.SetRule set:
                organisation.SetRule(set.Rule, set.IsActive);
                return Task.CompletedTask;
            case Happening.SetCap set:
                Note($"{set}");
                told.Count("cap changed");
                organisation.SetCap(set.Rule, set.Period is { } period ? Given.Cap(set.Points, period) : null);
                return Task.CompletedTask;
            case Happening.SetBudget set:
                Note($"{set}");
                told.Count("budget changed");
                return SetBudgetAsync(set.Rule, set.Points is { } points ? new Points(points) : null);
            case Happening.SetMember set:
                organisation.SetMember(set.Member, set.IsActive);
                return Task.CompletedTask;
            case Happening.Advance advance:
                Note($"advance {advance.Minutes} minutes");
                time.Advance(TimeSpan.FromMinutes(advance.Minutes));
                return Task.CompletedTask;
            default:
                throw new ArgumentException($"It cannot happen: {happening}.");
        }
    }

    /// <summary>The accepted request that this one sends again; null when it is a new one.</summary>
    private PointsMessage? Replayed(Happening.Request request)
    {
        if (request.Replays is not { } earlier || accepted.Count == 0)
            return null;
        told.Count("replayed");
        return accepted[earlier % accepted.Count];
    }

    private PointsMessage Accept(Happening.Request request, PointsMessage? sameAccount = null)
    {
        var rules = organisation
            .Rules.Values.Where(rule => sameAccount is null || rule.ProgramId == sameAccount.ProgramId)
            .ToList();
        var rule = rules[request.Rule % rules.Count];
        var requestId = TextId.From<RequestId>($"r{accepted.Count}");
        var message = new PointsMessage
        {
            TransactionId = EntryId.For(Given.ClientId, requestId),
            OrgId = Given.Org,
            MemberId = sameAccount?.MemberId ?? organisation.Members[request.Member],
            ProgramId = rule.ProgramId,
            RuleId = rule.RuleId,
            RuleVersion = request.MinutesAgo > 1 ? Math.Max(1, rule.Version - 1) : rule.Version,
            ClientId = Given.ClientId,
            RequestId = requestId,
            Amount = new Points(request.Points),
            CallbackUrl = request.CallsBack ? "https://shop.example/points" : null,
            ContentHash = $"c{accepted.Count}",
            AcceptedAt = time.GetUtcNow().AddMinutes(-request.MinutesAgo),
        };
        accepted.Add(message);
        return message;
    }

    private RequestId NextKey() => TextId.From<RequestId>($"key{++ids}");

    private static string Body(PointsMessage message) => PointsMessage.ToSend(message).Body;

    private void Note(string what)
    {
        tail.Enqueue($"{time.GetUtcNow():u} {what}");
        if (tail.Count > 12)
            tail.Dequeue();
    }
}
