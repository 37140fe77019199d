using System.Collections.Concurrent;
using Loyalty.Budgets;
using Loyalty.Catalog;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Loyalty.Contracts.Support;

/// <summary>
/// Many workers of several processes on one rule with a budget, on stores that fail: what failed comes again, as from a
/// queue, to another process; processes die, which is that a new one takes over with nothing in memory.
/// </summary>
public sealed class BudgetStorm
{
    private const int Workers = 64;
    private const int Members = 24;
    private const int MostDeliveries = 200;

    private static readonly ClientId Client = TextId.From<ClientId>("client-1");
    private static readonly PointProgram Program = new()
    {
        OrgId = Sample.Org(),
        ProgramId = TextId.From<ProgramId>("main"),
        Name = "Main",
        Expiration = new Expiration { Days = 30 },
    };

    private readonly FaultyStores stores;
    private readonly Random random;
    private readonly Rule rule;
    private readonly string name;
    private readonly AccountHandler[] processes = new AccountHandler[3];
    private readonly ConcurrentBag<LedgerEntry> entries = [];
    private int requests;

    public BudgetStorm(ILedgerStore ledger, IBudgetStore budgets, int seed, double faults, long budget)
    {
        name = $"rule-{seed}";
        random = new Random(seed);
        stores = new FaultyStores(ledger, budgets, seed, faults, new Points(budget));
        rule = new Rule
        {
            OrgId = Sample.Org(),
            RuleId = TextId.From<RuleId>(name),
            ProgramId = Program.ProgramId,
            Name = name,
            Type = RuleType.Earn,
            ClientIds = [Client],
            Cap = new Cap { Points = new Points(budget / 8), Period = CapPeriod.Lifetime },
            Budget = new Points(budget),
            Status = RuleStatus.Active,
        };
        for (var n = 0; n < processes.Length; n++)
            processes[n] = Start();
    }

    private static CancellationToken None => CancellationToken.None;

    private BudgetKey Key => new(rule.OrgId, rule.RuleId);

    /// <summary>Asks for more than the budget, and sees that exactly the budget is moved.</summary>
    public async Task SpendAllAsync()
    {
        // Caps let every member have an eighth, so that all of them together could have three budgets.
        var wanted = 0L;
        var batches = new List<Command[]>();
        while (wanted < 6 * rule.Budget!.Value.Value)
        {
            var member = random.Next(Members);
            var batch = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Earn(member)).ToArray();
            wanted += batch.Sum(command => command.Amount.Value);
            batches.Add(batch);
        }

        await ApplyAllAsync(batches);
        await CheckAsync(rule.Budget.Value.Value);
    }

    /// <summary>Reverses some of what was awarded, and sees that exactly that can be awarded again.</summary>
    public async Task GiveBackAsync()
    {
        var posted = entries.Where(entry => entry.Status == EntryStatus.Success).DistinctBy(entry => entry.Id).ToList();
        var back = posted.OrderBy(entry => entry.Id.Value).Where((_, n) => n % 3 == 0).ToList();
        await ApplyAllAsync([.. back.Select(entry => new[] { Reverse(entry) })]);
        var returned = back.Sum(entry => entry.Points.Value);
        await CheckAsync(rule.Budget!.Value.Value - returned);
    }

    private async Task ApplyAllAsync(List<Command[]> batches)
    {
        var queue = new ConcurrentQueue<Command[]>(batches);
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(worker, queue))));
    }

    private async Task WorkAsync(int worker, ConcurrentQueue<Command[]> queue)
    {
        while (queue.TryDequeue(out var batch))
        {
            for (var delivery = 0; ; delivery++)
            {
                var process = (worker + delivery) % processes.Length;
                try
                {
                    var key = Sample.Key(MemberOf(batch[0]));
                    foreach (var entry in (await processes[process].ApplyAsync(key, Program, batch, None)).Values)
                        entries.Add(entry);
                    break;
                }
                catch (Exception fault) when (fault is IOException or UnavailableException or LedgerContentionException)
                {
                    if (delivery == MostDeliveries)
                        throw;
                    if (worker % 4 == 0)
                        processes[process] = Start();
                }
            }
        }
    }

    private async Task CheckAsync(long used)
    {
        stores.IsOver = true;
        var budget = Assert.IsType<Versioned<Budget>>(await stores.FindAsync(Key, None)).Value;
        var left = await stores.OpenedBeforeAsync(DateTimeOffset.MaxValue, null, 100, None);
        Assert.DoesNotContain(left.Items, reservation => reservation.RuleId == rule.RuleId);
        var outcomes = entries.DistinctBy(entry => entry.Id).ToList();
        Assert.Equal(requests, outcomes.Count);
        // Whoever was answered twice was answered the same.
        Assert.Equal(outcomes.Count, entries.DistinctBy(entry => entry.Hash).Count());
        Assert.Equal((used, 0), (outcomes.Sum(entry => RuleMove.Of(entry).Value), budget.Reserved.Value));
        Assert.Equal(used, budget.Used.Value);
        foreach (var member in outcomes.GroupBy(entry => entry.Account))
        {
            var account = await stores.LoadAsync(member.Key, None);
            var balance = member.Sum(entry => entry.Points.Value);
            Assert.Equal(balance, account?.Value.Balance.Value ?? 0);
            Assert.InRange(balance, 0, rule.Cap!.Points.Value);
        }

        stores.IsOver = false;
    }

    private Command Earn(int member)
    {
        var request = TextId.From<RequestId>($"{name}.{requests++}.{member}");
        return new Command
        {
            Id = EntryId.For(Client, request),
            Kind = EntryKind.Earn,
            Amount = new Points(random.Next(4) == 0 ? random.Next(1, 200) : random.Next(1, 40)),
            AcceptedAt = DateTimeOffset.UnixEpoch,
            MemberStatus = MemberStatus.Active,
            Rule = rule,
            RuleId = rule.RuleId,
            ClientId = Client,
            RequestId = request,
        };
    }

    private Command Reverse(LedgerEntry original)
    {
        var request = TextId.From<RequestId>($"{name}.{requests++}.{original.MemberId}");
        return new Command
        {
            Id = EntryId.For(Client, request),
            Kind = EntryKind.Reverse,
            Amount = original.Points,
            AcceptedAt = DateTimeOffset.UnixEpoch,
            Original = original,
            ClientId = Client,
            RequestId = request,
        };
    }

    private string MemberOf(Command command) =>
        command.Original is { } original
            ? original.MemberId.Value
            : $"{name}.{command.RequestId!.Value.Value.Split('.')[2]}";

    /// <summary>A process without a past.</summary>
    private AccountHandler Start()
    {
        var options = new BudgetOptions
        {
            Patience = TimeSpan.FromSeconds(20),
            RetryDelay = TimeSpan.FromMilliseconds(1),
        };
        var desk = new BudgetDesk(stores, Options.Create(options), TimeProvider.System, RandomJitter.Next);
        return new AccountHandler(
            stores,
            desk,
            Options.Create(new LedgerOptions { RetryDelay = TimeSpan.FromMilliseconds(1) }),
            TimeProvider.System,
            RandomJitter.Next,
            NullLogger<AccountHandler>.Instance
        );
    }
}
