using System.Text.Json;
using Loyalty.Budgets;
using Loyalty.Callbacks;
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
internal sealed class RandomWorld
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

    private async Task SweepAsync()
    {
        await sweep.ReleaseAsync(CancellationToken.None);
        await sweep.RunAsync(CancellationToken.None);
        Require(
            5,
            await sweep.ReleaseAsync(CancellationToken.None) == 0
                && (await store.HoldsDueAsync(time.GetUtcNow(), 1, CancellationToken.None)).Count == 0,
            "no expired hold is left"
        );
    }

    /// <summary>A batch of new and old messages, redelivered until it goes through, as a queue does.</summary>
    private async Task DeliverAsync(Happening.Deliver deliver)
    {
        var batch = deliver.Requests.Select(request => Replayed(request) ?? Accept(request)).ToList();
        if (deliver.FirstTwice)
            batch.Add(batch[0]);
        Note($"deliver {string.Join(' ', batch.Select(message => message.RequestId))}, {deliver.Trouble}");
        PlanTrouble(deliver, batch);
        for (var delivery = 0; ; delivery++)
        {
            try
            {
                await handler.HandleAsync([.. batch.Select(Body)], CancellationToken.None);
                break;
            }
            catch (IOException) when (delivery < 3)
            {
                queue.Fault = null;
            }
        }

        if (deliver.Trouble == Trouble.FaultAfterCommit)
            // No message comes for a hold that expired and was released in that commit; the budget hears of it by a timer.
            await budgetReturn.RunAsync(CancellationToken.None);

        // What did not come to pass, as when all was applied before, does not wait for another operation.
        (store.BeforeNextCommit, store.AfterNextCommit, queue.Fault) = (null, null, null);
        foreach (var message in batch)
        {
            var key = new AccountKey(message.OrgId, message.MemberId, message.ProgramId);
            var outcomes = store.History(key).Count(entry => entry.Id == message.TransactionId);
            Require(3, outcomes == 1, $"{message.RequestId} has one entry");
            Require(3, message.CallbackUrl is null || Told(message.TransactionId), $"{message.RequestId} is told");
        }
    }

    private void PlanTrouble(Happening.Deliver deliver, List<PointsMessage> batch)
    {
        switch (deliver.Trouble)
        {
            case Trouble.FaultBeforeCommit:
                told.Count("fault before commit");
                store.BeforeNextCommit = _ => throw new IOException("Lost before the commit.");
                break;
            case Trouble.FaultAfterCommit:
                told.Count("fault after commit");
                store.AfterNextCommit = new IOException("Lost after the commit.");
                break;
            case Trouble.FaultAtSend:
                told.Count("fault at send");
                queue.Fault = new IOException("The queue does not answer.");
                break;
            case Trouble.AnotherHostAppliesTheSame or Trouble.AnotherHostAppliesAnother:
                // Another host applies a message of the same account, perhaps this very one, between read and write.
                told.Count("interfered");
                var other =
                    deliver.Trouble == Trouble.AnotherHostAppliesTheSame ? batch[^1] : Accept(deliver.Other, batch[0]);
                store.BeforeNextCommit = _ => otherHost.HandleAsync([Body(other)], CancellationToken.None);
                break;
        }
    }

    private async Task ReverseAsync(Happening.Reverse reverse)
    {
        var originals = store
            .Keys.SelectMany(store.History)
            .Where(entry => entry.Status == EntryStatus.Success)
            .Where(entry => entry.Kind is EntryKind.Earn or EntryKind.Redeem || EndOf(entry)?.Kind == EntryKind.Capture)
            .ToList();
        if (originals.Count == 0)
            return;
        var original = originals[^(1 + (reverse.FromLatest % originals.Count))];
        var history = store.History(original.Account);
        var already = history
            .Where(entry => entry.Status == EntryStatus.Success && entry.Reverses == original.Id)
            .Sum(entry => entry.Requested.Value);
        var left = Math.Abs(original.Points.Value) - already;
        var points = reverse.Percent > 100 ? left + 1 : Math.Max(1, left * reverse.Percent / 100);
        Note($"reverse {points} of {original.Kind} {original.Points}, {already} already");
        var request = new ReversalRequest
        {
            OrgId = original.OrgId,
            EntryId = original.Id,
            Points = new Points(points),
            Reason = "Random",
            ClientId = Given.ClientId,
            IdempotencyKey = NextKey(),
        };
        if (reverse.FromLatest % 3 == 0)
        {
            // Another host takes back a point of the same entry between this one's read and write.
            told.Count("interfered");
            store.BeforeNextCommit = _ =>
                reversals[1].ReverseAsync(request with { Points = new Points(1), IdempotencyKey = NextKey() }, default);
        }

        if (original.Kind == EntryKind.Hold)
            told.Count("captured hold reversed");
        await PostTwiceAsync(host => reversals[host].ReverseAsync(request, default));
    }

    private LedgerEntry? EndOf(LedgerEntry hold) =>
        hold.Kind == EntryKind.Hold
            ? store
                .History(hold.Account)
                .SingleOrDefault(entry =>
                    entry.Reverses == hold.Id && entry.Kind is EntryKind.Capture or EntryKind.Release
                )
            : null;

    private Task PlaceAsync(Happening.Place place)
    {
        var rule = organisation.Rules.Values.ElementAt(place.Rule);
        var member = organisation.Members[place.Member];
        Note($"hold {place.Points} of {member} for {place.Minutes} minutes");
        var key = NextKey();
        var request = new HoldRequest
        {
            Id = EntryId.ForHold(Given.ClientId, key),
            Account = new AccountKey(Given.Org, member, rule.ProgramId),
            Amount = new Points(place.Points),
            Lasts = TimeSpan.FromMinutes(place.Minutes),
            ClientId = Given.ClientId,
            RequestId = key,
            RuleId = rule.Type == RuleType.Redeem ? rule.RuleId : null,
            ContentHash = $"{place}",
        };
        return PostTwiceAsync(host => holds[host].PlaceAsync(request, default));
    }

    private async Task EndAsync(Happening.End end)
    {
        var placed = store.All.Where(entry => entry is { Status: EntryStatus.Success, Kind: EntryKind.Hold }).ToList();
        if (placed.Count == 0)
            return;
        var hold = placed[^(1 + (end.FromLatest % placed.Count))];
        var part = new Points(Math.Max(1, -hold.Points.Value * end.Percent / 100));
        Note($"end hold of {hold.Points} of {hold.MemberId}: {end}");
        if (end.IsRaced)
        {
            told.Count("interfered");
            store.BeforeNextCommit = _ => EndAsync(1, end.Percent > 0);
        }

        await PostTwiceAsync(host => EndAsync(host, end.Percent == 0));

        Task<PostingOutcome> EndAsync(int host, bool isRelease) =>
            isRelease
                ? holds[host].ReleaseAsync(hold, Given.ClientId, default)
                : holds[host].CaptureAsync(hold, part, Given.ClientId, default);
    }

    /// <summary>As the rules' register does it: a first budget while the rule is not active, and counted before it is.</summary>
    private async Task SetBudgetAsync(int number, Points? budget)
    {
        var rule = organisation.Rules.Values.ElementAt(number);
        if (budget is not null && !rule.IsCounted)
        {
            organisation.SetRule(number, isActive: false);
            var program = organisation.Programs.Single(program => program.ProgramId == rule.ProgramId);
            var left = await firstBudgets.CountAsync(rule, program, CancellationToken.None);
            Require(4, left is null, "what was moved before the first budget is counted at once");
        }

        organisation.SetBudget(number, budget);
        organisation.SetRule(number, isActive: true);
    }

    private async Task AdjustAsync(Happening.Adjust adjust)
    {
        var program = organisation.Programs[adjust.Program];
        var key = new AccountKey(Given.Org, organisation.Members[adjust.Member], program.ProgramId);
        var account = await store.LoadAsync(key, CancellationToken.None);
        var points = adjust.Points ?? -(account?.Value.Balance.Value ?? 0);
        Note($"adjust {key.MemberId} by {points}");
        if (points == 0)
            return;
        var request = new AdjustmentRequest
        {
            OrgId = key.OrgId,
            MemberId = key.MemberId,
            ProgramId = key.ProgramId,
            Points = new Points(points),
            Reason = "Random",
            ClientId = Given.ClientId,
            IdempotencyKey = NextKey(),
        };
        await PostTwiceAsync(host => adjustments[host].AdjustAsync(request, default));
    }

    /// <summary>Sends a correction to one host and again to the other, which finds what the first has posted.</summary>
    private async Task PostTwiceAsync(Func<int, Task<PostingOutcome>> post)
    {
        var first = await post(0);
        store.BeforeNextCommit = null;
        if (first.Entry is not { } posted)
        {
            told.Count(first.Refusal.ToString());
            return;
        }

        var again = await post(1);
        Require(2, again.Replayed && again.Entry?.Hash == posted.Hash, "a correction sent again is the same");
    }

    private void CheckAll(Dictionary<AccountKey, string> before)
    {
        CheckCallbacks();
        Require(3, parking.Parked.Count == 0, "nothing that can be applied is parked");
        foreach (var key in store.Keys)
        {
            if (!invariants.TryGetValue(key, out var account))
            {
                var program = organisation.Programs.Single(program => program.ProgramId == key.ProgramId);
                invariants.Add(key, account = new Invariants(program, organisation.Versions));
            }

            var bytes = store.Bytes(key);
            var history = store.History(key);
            var fresh = history.Skip(counted.GetValueOrDefault(key)).ToList();
            fresh.ForEach(told.Count);
            counted[key] = history.Count;
            account.Check(history, bytes == "" ? null : JsonSerializer.Deserialize(bytes, LedgerJson.Default.Account));
            if (fresh.TrueForAll(entry => entry.Status == EntryStatus.Failed))
                Require(7, bytes == before.GetValueOrDefault(key, ""), "refusals leave the account byte-identical");
        }
    }

    /// <summary>No budget is overspent, and each knows all that its rule moved, whenever it was set.</summary>
    private async Task CheckBudgetsAsync()
    {
        var fresh = store
            .All.Skip(entriesSeen)
            .Where(entry => entry is { Status: EntryStatus.Success, RuleId: not null });
        entriesSeen = store.All.Count;
        foreach (var entries in fresh.GroupBy(entry => entry.RuleId!.Value))
        {
            var sum = moved.GetValueOrDefault(entries.Key);
            // What another host is granted by another version meanwhile is not what this one's limit is held to.
            var limit = entries.Max(entry =>
                organisation.Versions[(entries.Key, entry.RuleVersion!.Value)].Budget?.Value ?? long.MaxValue
            );
            foreach (var entry in entries)
            {
                var givesBack = entry.Kind is EntryKind.Reverse or EntryKind.Capture or EntryKind.Release;
                var points = givesBack ? -entry.Requested.Value : Math.Abs(entry.Points.Value);
                sum += points;
                Require(4, points <= 0 || sum <= limit, "no budget is overspent");
            }

            moved[entries.Key] = sum;
        }

        foreach (var rule in organisation.Rules.Values.Where(rule => rule.IsCounted))
        {
            var use = await desk.UsedAsync(rule.OrgId, rule.RuleId, CancellationToken.None);
            var (used, expected) = (use.Used.Value, moved.GetValueOrDefault(rule.RuleId));
            Require(4, used == expected, $"the budget of {rule.RuleId} knows what it moved: {used}, not {expected}");
            Require(4, use.Reserved == Points.Zero, $"nothing stays set aside for {rule.RuleId}");
        }
    }

    /// <summary>Whoever is told twice is told the same, to the byte.</summary>
    private void CheckCallbacks()
    {
        for (; callbacksSeen < queue.Sent.Count; callbacksSeen++)
        {
            var callback = CallbackMessage.Read(queue.Sent[callbacksSeen].Body)!;
            Require(
                2,
                payloads.TryAdd(callback.DeliveryId, callback.Payload)
                    || payloads[callback.DeliveryId] == callback.Payload,
                "one outcome is told for each request"
            );
        }
    }

    private bool Told(EntryId id)
    {
        CheckCallbacks();
        return payloads.ContainsKey(id.ToString());
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

    private static void Require(int invariant, bool holds, string what)
    {
        if (!holds)
            throw new InvalidOperationException($"Invariant {invariant} does not hold: {what}.");
    }
}
