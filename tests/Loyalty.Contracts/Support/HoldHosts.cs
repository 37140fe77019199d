using Loyalty.Budgets;
using Loyalty.Catalog;
using Loyalty.Holds;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Proof;
using Loyalty.Ledger.Rules;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Loyalty.Contracts.Support;

/// <summary>Three hosts of one ledger that hold points of one member; the last one's clock is two hours ahead.</summary>
public sealed class HoldHosts
{
    public const int Count = 3;

    public static readonly PointProgram Program = new()
    {
        OrgId = Sample.Org(),
        ProgramId = TextId.From<ProgramId>("main"),
        Name = "Main",
    };

    private static readonly ClientId Client = TextId.From<ClientId>("client-1");
    private readonly FaultyStores stores;
    private readonly (AccountHandler Accounts, HoldHandler Holds)[] hosts = new (AccountHandler, HoldHandler)[Count];
    private readonly BudgetDesk desk;
    private readonly Rule rule;

    private HoldHosts(ILedgerStore ledger, IBudgetStore budgets, ICatalog documents, Rule rule, double faults)
    {
        this.rule = rule;
        stores = new FaultyStores(ledger, budgets, seed: 1, faults, rule.Budget ?? Points.Zero);
        desk = DeskOf(TimeProvider.System);
        for (var host = 0; host < Count; host++)
            hosts[host] = Start(documents, host == Count - 1 ? new Ahead() : TimeProvider.System);
    }

    public static AccountKey Key => Sample.Key();

    private static CancellationToken None => CancellationToken.None;

    /// <summary>Opens the hosts, with a member who has so many points and a rule with these limits.</summary>
    public static async Task<HoldHosts> OpenAsync(
        IStores stores,
        long points,
        long? budget = null,
        long? cap = null,
        double faults = 0
    )
    {
        var rule = new Rule
        {
            OrgId = Program.OrgId,
            RuleId = TextId.From<RuleId>("spend"),
            ProgramId = Program.ProgramId,
            Name = "spend",
            Type = RuleType.Redeem,
            ClientIds = [Client],
            Status = RuleStatus.Active,
            Budget = budget is { } most ? new Points(most) : null,
            IsCounted = budget is not null,
            Cap = cap is { } each ? new Cap { Points = new Points(each), Period = CapPeriod.Lifetime } : null,
        };
        await stores.Catalog.CreateAsync(Program, None);
        await stores.Catalog.CreateAsync(rule, None);
        await stores.Catalog.CreateAsync(new Member { OrgId = Key.OrgId, MemberId = Key.MemberId }, None);
        var hosts = new HoldHosts(stores.Ledger, stores.Budgets, stores.Catalog, rule, faults);
        var award = new Command
        {
            Id = Sample.Id("award"),
            Kind = EntryKind.Adjust,
            Amount = new Points(points),
            AcceptedAt = DateTimeOffset.UtcNow,
        };
        await hosts.UntilItWorksAsync(() => hosts.hosts[0].Accounts.ApplyAsync(Key, Program, [award], None));
        return hosts;
    }

    public Task<PostingOutcome> PlaceAsync(int host, string id, long points, bool byRule = true) =>
        UntilItWorksAsync(() =>
            hosts[host % Count]
                .Holds.PlaceAsync(
                    new HoldRequest
                    {
                        Id = EntryId.ForHold(Client, TextId.From<RequestId>(id)),
                        Account = Key,
                        Amount = new Points(points),
                        Lasts = TimeSpan.FromHours(1),
                        ClientId = Client,
                        RequestId = TextId.From<RequestId>(id),
                        RuleId = byRule ? rule.RuleId : null,
                    },
                    None
                )
        );

    /// <summary>Captures; without points, releases.</summary>
    public Task<PostingOutcome> EndAsync(int host, LedgerEntry hold, long? points) =>
        UntilItWorksAsync(() =>
            points is { } captured
                ? hosts[host % Count].Holds.CaptureAsync(hold, new Points(captured), Client, None)
                : hosts[host % Count].Holds.ReleaseAsync(hold, Client, None)
        );

    /// <summary>Takes what has expired, by the clock of a host.</summary>
    public Task<bool> ExpireAsync(int host) =>
        UntilItWorksAsync(() => hosts[host % Count].Accounts.ExpireAsync(Key, Program, None));

    public async Task<Account> AccountAsync() => (await stores.LoadAsync(Key, None))!.Value;

    /// <summary>What the budget has counted, and what is set aside.</summary>
    public async Task<(long Used, long Reserved)> UseAsync()
    {
        var use = await desk.UsedAsync(rule.OrgId, rule.RuleId, None);
        return (use.Used.Value, use.Reserved.Value);
    }

    /// <summary>Replays the account; also what its budget has to have counted.</summary>
    /// <returns>The posted entries, oldest first.</returns>
    public async Task<IReadOnlyList<LedgerEntry>> ProveAsync()
    {
        stores.IsOver = true;
        var entries = new List<LedgerEntry>();
        string? cursor = null;
        do
        {
            var page = await stores.PageAsync(Key, cursor, 100, None);
            entries.AddRange(page.Items.Where(entry => entry.Status == EntryStatus.Success));
            cursor = page.NextCursor;
        } while (cursor is not null);
        entries.Reverse();
        var rules = new RuleProof();
        rules.Add(rule);
        rules.Add(Program);
        var proof = new AccountProof(Key, rules);
        entries.ForEach(proof.Add);
        proof.Close(await AccountAsync());
        Assert.Empty(proof.Faults);
        return entries;
    }

    /// <summary>The most of the budget that was used and set aside at any time.</summary>
    public long MostTaken => stores.MostHeld;

    /// <summary>Sees to what refusals and faults have left behind, as the timer does when nobody asks for it any
    /// more.</summary>
    public async Task SettleAsync()
    {
        stores.IsOver = true;
        await new BudgetReturn(
            stores,
            stores,
            desk,
            Options.Create(
                new BudgetOptions { ReturnAfter = TimeSpan.FromDays(-1), ForgetHoldsAfter = TimeSpan.FromDays(-1) }
            ),
            TimeProvider.System,
            NullLogger<BudgetReturn>.Instance
        ).RunAsync(None);
    }

    private async Task<T> UntilItWorksAsync<T>(Func<Task<T>> attempt)
    {
        const int most = 100;
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await attempt();
            }
            catch (Exception fault) when (fault is IOException or UnavailableException && tries < most)
            {
                // Asked again, as a partner does.
            }
        }
    }

    private BudgetDesk DeskOf(TimeProvider time) =>
        new(stores, Options.Create(new BudgetOptions { Patience = TimeSpan.FromSeconds(5) }), time, RandomJitter.Next);

    private (AccountHandler, HoldHandler) Start(ICatalog documents, TimeProvider time)
    {
        var options = Options.Create(
            new LedgerOptions
            {
                MaxAttempts = 100,
                RetryDelay = TimeSpan.FromMilliseconds(1),
                MaxOpenHolds = 90,
            }
        );
        var accounts = new AccountHandler(
            stores,
            DeskOf(time),
            options,
            time,
            RandomJitter.Next,
            NullLogger<AccountHandler>.Instance
        );
        var catalog = new CachedCatalog(documents, Options.Create(new CatalogOptions()), time);
        return (accounts, new HoldHandler(catalog, stores, accounts, new OpenDecisions(time), options, time));
    }

    private sealed class Ahead : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddHours(2);
    }
}
