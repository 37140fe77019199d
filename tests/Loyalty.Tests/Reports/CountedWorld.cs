using Loyalty.Budgets;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Corrections;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Reading;
using Loyalty.Ledger.Rules;
using Loyalty.Reports;
using Loyalty.RequestLog;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Reports;

/// <summary>Two programs and some members to whom random things happen, and the totals that are kept of them.</summary>
internal sealed class CountedWorld
{
    private readonly Random random;
    private readonly AccountHandler accounts;
    private readonly ReversalHandler reversals;
    private readonly TotalsKeeper keeper;
    private int requests;

    public CountedWorld(int seed, OverviewOptions? options = null, TimeProvider? countedBy = null)
    {
        random = new Random(seed);
        var cached = new CachedCatalog(Catalog, Options.Create(new CatalogOptions { CacheFor = TimeSpan.Zero }), Clock);
        var ledger = Options.Create(new LedgerOptions { RetryDelay = TimeSpan.Zero });
        var desk = new BudgetDesk(new InMemoryBudgetStore(), Options.Create(new BudgetOptions()), Clock, () => 0);
        accounts = new AccountHandler(Store, desk, ledger, Clock, () => 0, NullLogger<AccountHandler>.Instance);
        reversals = new ReversalHandler(cached, Store, new Reversals(Store), accounts, new OpenDecisions(Clock), Clock);
        keeper = KeeperOn(countedBy ?? Clock, options);
        foreach (var program in Programs)
            Catalog.Put(program);
    }

    public ManualTimeProvider Clock { get; } = new(Given.Noon);

    public InMemoryLedgerStore Store { get; } = new();

    public InMemoryCatalog Catalog { get; } = new();

    public IReadOnlyList<PointProgram> Programs { get; } =
    [
        Given.Program(new Expiration { Days = 20 }) with
        {
            TimeZone = "America/New_York",
            Reversal = new ReversalPolicy { AllowNegativeBalance = true, GraceDays = 3 },
        },
        Given.Program() with
        {
            ProgramId = TextId.From<ProgramId>("other"),
            TimeZone = "Pacific/Kiritimati",
        },
    ];

    public InMemoryRequestLog Log { get; } = new();

    public RequestRecorder Recorder => RecorderOf(Log);

    /// <summary>Another keeper of the same totals.</summary>
    public TotalsKeeper KeeperOn(TimeProvider time, OverviewOptions? options = null) =>
        KeeperOf(Catalog, Store, time, options, Log);

    /// <summary>A keeper of totals.</summary>
    public static TotalsKeeper KeeperOf(
        ICatalog catalog,
        ILedgerStore store,
        TimeProvider time,
        OverviewOptions? options = null,
        InMemoryRequestLog? log = null
    )
    {
        log ??= new InMemoryRequestLog();
        return new TotalsKeeper(
            catalog,
            store,
            log,
            RecorderOf(log),
            Options.Create(options ?? new OverviewOptions()),
            time
        );
    }

    private static RequestRecorder RecorderOf(InMemoryRequestLog log) =>
        new(
            log,
            static (_, _) => new ValueTask<int>(30),
            Options.Create(new RequestLogOptions()),
            TimeProvider.System,
            NullLogger<RequestRecorder>.Instance
        );

    public IEnumerable<LedgerEntry> Entries(PointProgram program) =>
        Store.Keys.Where(key => key.ProgramId == program.ProgramId).SelectMany(Store.History);

    public Task<(ProgramTotals Totals, bool Behind)> CountAsync(PointProgram program) =>
        keeper.AdvanceAsync(program, CancellationToken.None);

    /// <summary>Something happens: an award, a redemption, a correction, a reversal, time.</summary>
    public async Task HappenAsync()
    {
        var program = Programs[random.Next(Programs.Count)];
        var key = Given.Key with
        {
            MemberId = TextId.From<MemberId>($"m{random.Next(4)}"),
            ProgramId = program.ProgramId,
        };
        switch (random.Next(10))
        {
            case 0:
                Clock.Advance(TimeSpan.FromHours(random.Next(200)));
                break;
            case 1 or 2:
                await ReverseAsync(program);
                break;
            case 3:
                await ApplyAsync(key, program, EntryKind.Adjust, random.Next(2) == 0 ? 40 : -60);
                break;
            case 4 or 5 or 6:
                await ApplyAsync(key, program, EntryKind.Redeem, random.Next(1, 80));
                break;
            default:
                await ApplyAsync(key, program, EntryKind.Earn, random.Next(1, 60));
                break;
        }
    }

    private Task ApplyAsync(AccountKey key, PointProgram program, EntryKind kind, long amount)
    {
        var rule = Given.Rule(kind == EntryKind.Redeem ? RuleType.Redeem : RuleType.Earn);
        var command = Given.Command(rule, amount, $"r{requests++}", Clock.GetUtcNow()) with
        {
            Kind = kind,
            MemberStatus = random.Next(12) == 0 ? MemberStatus.Blocked : MemberStatus.Active,
        };
        return accounts.ApplyAsync(key, program, [command], CancellationToken.None);
    }

    private async Task ReverseAsync(PointProgram program)
    {
        var entries = Entries(program).Where(Reversals.CanReverse).ToList();
        if (entries.Count == 0)
            return;
        await reversals.ReverseAsync(
            new ReversalRequest
            {
                OrgId = Given.Org,
                EntryId = entries[random.Next(entries.Count)].Id,
                Points = random.Next(2) == 0 ? new Points(random.Next(1, 10)) : null,
                Reason = "random",
                ClientId = Given.ClientId,
            },
            CancellationToken.None
        );
    }
}
