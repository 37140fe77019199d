using System.Text.Json;
using Loyalty.Budgets;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Loyalty.Messaging;
using Loyalty.PointsRequests;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Ledger;

/// <summary>One organisation with random programs, rules and members, on which random things happen.</summary>
internal sealed class RandomWorld
{
    private readonly Random random;
    private readonly RandomWorldStatistics told;
    private readonly ManualTimeProvider time = new(Given.Noon);
    private readonly InMemoryLedgerStore store = new();
    private readonly InMemoryBudgetStore budgets = new();
    private readonly InMemoryMessageQueue queue = new();
    private readonly InMemoryParking parking = new();
    private readonly InMemoryCatalog documents = new();
    private readonly PointsHandler handler;
    private readonly PointsHandler otherHost;
    private readonly AccountHandler accounts;
    private readonly ExpirySweep sweep;
    private readonly RandomOrganisation organisation;
    private readonly List<PointsMessage> accepted = [];
    private readonly Dictionary<AccountKey, Invariants> invariants = [];
    private readonly Dictionary<EntryId, string> payloads = [];
    private readonly Dictionary<AccountKey, int> counted = [];
    private readonly Queue<string> tail = new();
    private int commands;
    private int callbacksSeen;

    public RandomWorld(int seed, RandomWorldStatistics told)
    {
        random = new Random(seed);
        this.told = told;
        var catalog = new CachedCatalog(
            documents,
            Options.Create(new CatalogOptions { CacheFor = TimeSpan.Zero }),
            time
        );
        var options = Options.Create(new LedgerOptions { RetryDelay = TimeSpan.Zero });
        accounts = Accounts();
        handler = Host(accounts);
        otherHost = Host(Accounts());
        sweep = new ExpirySweep(catalog, store, accounts, options, time, NullLogger<ExpirySweep>.Instance);
        organisation = new RandomOrganisation(random, documents);

        AccountHandler Accounts() => new(store, Desk(), options, time, () => 0, NullLogger<AccountHandler>.Instance);

        BudgetDesk Desk() => new(budgets, Options.Create(new BudgetOptions()), time, () => 0);

        PointsHandler Host(AccountHandler ofHost) =>
            new(
                catalog,
                ofHost,
                queue,
                new MessageParking(parking, time, NullLogger<MessageParking>.Instance),
                options
            );
    }

    public async Task RunAsync(int count)
    {
        while (commands < count)
        {
            var before = store.Keys.ToDictionary(key => key, store.Bytes);
            await HappenAsync();
            CheckAll(before);
        }
    }

    /// <summary>The last things that happened.</summary>
    public string Tail() => string.Join('\n', tail);

    private Task HappenAsync() =>
        random.Next(100) switch
        {
            < 70 => DeliverAsync(),
            < 82 => ReverseAsync(),
            < 88 => AdjustAsync(),
            < 93 => ChangeCatalogAsync(),
            < 95 => SweepAsync(),
            _ => AdvanceAsync(),
        };

    /// <summary>A batch of new and old messages, redelivered until it goes through, as a queue does.</summary>
    private async Task DeliverAsync()
    {
        var batch = Enumerable
            .Range(0, random.Next(1, 7))
            .Select(_ => accepted.Count > 0 && random.Next(6) == 0 ? Replayed() : Accept())
            .ToList();
        if (random.Next(8) == 0)
            batch.Add(batch[0]);
        Note($"deliver {string.Join(' ', batch.Select(message => message.RequestId))}");
        PlanTrouble(batch);
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

    private void PlanTrouble(List<PointsMessage> batch)
    {
        switch (random.Next(10))
        {
            case 0:
                told.Count("fault before commit");
                store.BeforeNextCommit = _ => throw new IOException("Lost before the commit.");
                break;
            case 1:
                told.Count("fault after commit");
                store.AfterNextCommit = new IOException("Lost after the commit.");
                break;
            case 2:
                told.Count("fault at send");
                queue.Fault = new IOException("The queue does not answer.");
                break;
            case 3:
                // Another host applies a message of the same account, perhaps this very one, between read and write.
                told.Count("interfered");
                var other = random.Next(2) == 0 ? batch[^1] : Accept(batch[0]);
                store.BeforeNextCommit = _ => otherHost.HandleAsync([Body(other)], CancellationToken.None);
                break;
        }
    }

    private async Task ReverseAsync()
    {
        var originals = store
            .Keys.SelectMany(store.History)
            .Where(entry => entry is { Status: EntryStatus.Success, Kind: EntryKind.Earn or EntryKind.Redeem })
            .ToList();
        if (originals.Count == 0)
            return;
        var original = originals[random.Next(2) == 0 ? originals.Count - 1 : random.Next(originals.Count)];
        var history = store.History(original.Account);
        var already = history
            .Where(entry => entry.Status == EntryStatus.Success && entry.Reverses == original.Id)
            .Sum(entry => entry.Requested.Value);
        var left = Math.Abs(original.Points.Value) - already;
        var points = random.Next(3) == 0 ? left + 1 : Math.Max(1, random.NextInt64(left + 1));
        Note($"reverse {points} of {original.Kind} {original.Points}, {already} already");
        await ApplyAsync(
            original.Account,
            new Command
            {
                Id = NextId(),
                Kind = EntryKind.Reverse,
                Amount = new Points(points),
                AcceptedAt = time.GetUtcNow(),
                Original = original,
                AlreadyReversed = new Points(already),
            }
        );
    }

    private async Task AdjustAsync()
    {
        var program = Pick(organisation.Programs);
        var key = new AccountKey(Given.Org, Pick(organisation.Members), program.ProgramId);
        // Every other time all is spent, so that reversals find nothing left.
        var account = await store.LoadAsync(key, CancellationToken.None);
        var points = random.Next(2) == 0 ? random.Next(-200, 200) : -(account?.Value.Balance.Value ?? 0);
        Note($"adjust {key.MemberId} by {points}");
        if (points != 0)
            await ApplyAsync(
                key,
                new Command
                {
                    Id = NextId(),
                    Kind = EntryKind.Adjust,
                    Amount = new Points(points),
                    AcceptedAt = time.GetUtcNow(),
                }
            );
    }

    private Task ApplyAsync(AccountKey key, Command command)
    {
        commands++;
        var program = organisation.Programs.Single(program => program.ProgramId == key.ProgramId);
        return accounts.ApplyAsync(key, program, [command], CancellationToken.None);
    }

    private Task ChangeCatalogAsync()
    {
        organisation.Change();
        return Task.CompletedTask;
    }

    private Task SweepAsync()
    {
        Note("sweep");
        return sweep.RunAsync(CancellationToken.None);
    }

    private Task AdvanceAsync()
    {
        var by = TimeSpan.FromMinutes(random.Next(3) == 0 ? random.Next(60 * 24 * 40) : random.Next(60 * 20));
        Note($"advance {by}");
        time.Advance(by);
        return Task.CompletedTask;
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
                invariants.Add(key, account = new Invariants(program, organisation.Rules));
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

    /// <summary>Whoever is told twice is told the same, to the byte.</summary>
    private void CheckCallbacks()
    {
        for (; callbacksSeen < queue.Sent.Count; callbacksSeen++)
        {
            var callback = CallbackMessage.Read(queue.Sent[callbacksSeen].Body)!;
            Require(
                2,
                payloads.TryAdd(callback.TransactionId, callback.Payload)
                    || payloads[callback.TransactionId] == callback.Payload,
                "one outcome is told for each request"
            );
        }
    }

    private bool Told(EntryId id)
    {
        CheckCallbacks();
        return payloads.ContainsKey(id);
    }

    private PointsMessage Replayed()
    {
        told.Count("replayed");
        return Pick(accepted);
    }

    private PointsMessage Accept(PointsMessage? sameAccount = null)
    {
        commands++;
        var rule = Pick([
            .. organisation.Rules.Values.Where(rule => sameAccount is null || rule.ProgramId == sameAccount.ProgramId),
        ]);
        var request = TextId.From<RequestId>($"r{accepted.Count}");
        var message = new PointsMessage
        {
            TransactionId = EntryId.For(Given.ClientId, request),
            OrgId = Given.Org,
            MemberId = sameAccount?.MemberId ?? Pick(organisation.Members),
            ProgramId = rule.ProgramId,
            RuleId = rule.RuleId,
            ClientId = Given.ClientId,
            RequestId = request,
            Amount = new Points(random.Next(10) == 0 ? random.Next(1, 5000) : random.Next(1, 120)),
            CallbackUrl = random.Next(4) == 0 ? null : "https://shop.example/points",
            ContentHash = $"c{accepted.Count}",
            AcceptedAt = time.GetUtcNow().AddMinutes(-random.Next(3)),
        };
        accepted.Add(message);
        return message;
    }

    private EntryId NextId()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new EntryId(new Guid(bytes));
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

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
