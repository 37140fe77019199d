using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Embedded;
using Loyalty.Ledger.Proof;
using Loyalty.Ledger.Rules;
using Loyalty.Messaging;
using Loyalty.PointsRequests;

namespace Loyalty.Local.Proof;

/// <summary>
/// Proves a whole store and the queues that go with it: the file is sound, every account is the sum of its entries, every
/// accepted request has exactly one outcome or waits for it, every outcome that somebody asked to be told is delivered,
/// parked or on its way, and every budget knows what was moved of it.
/// </summary>
/// <param name="store">Everything but the queues.</param>
/// <param name="folder">The data folder; with SQLite it is the store too.</param>
/// <param name="queues">The queues.</param>
public sealed class StoreProof(IStoreReader store, SqliteAudit folder, IQueueReader queues)
{
    private readonly List<string> faults = [];
    private readonly Dictionary<AccountKey, AccountProof> accounts = [];
    private readonly Dictionary<EntryId, string?> outcomes = [];
    private readonly RuleProof rules = new();
    private readonly BudgetProof budgets = new();
    private readonly OriginProof origins = new();
    private readonly HashSet<EntryId> waiting = [];
    private readonly HashSet<string> told = [];

    /// <summary>Reads everything and reports.</summary>
    public async Task<ProofReport> RunAsync(CancellationToken cancellationToken)
    {
        faults.AddRange(await folder.DefectsAsync(cancellationToken));
        await ReplayAsync(cancellationToken);
        await ReadMessagesAsync(cancellationToken);
        await ReadDeliveriesAsync(cancellationToken);
        await CheckBudgetsAsync(cancellationToken);
        var (claims, pending) = await CheckClaimsAsync(cancellationToken);
        return new ProofReport
        {
            Faults =
            [
                .. faults,
                .. budgets.Faults,
                .. origins.Faults,
                .. accounts.Values.SelectMany(account => account.Faults),
            ],
            Accounts = accounts.Count,
            Entries = outcomes.Count,
            Posted = accounts.Values.Sum(account => account.Posted),
            Requests = claims,
            Pending = pending,
        };
    }

    private async Task ReplayAsync(CancellationToken cancellationToken)
    {
        await foreach (var program in store.CatalogAsync<PointProgram>(cancellationToken))
            rules.Add(program);
        // The replaced ones first: a version is stored as replaced before the next one is in force.
        await foreach (var replaced in store.CatalogAsync<RuleVersion>(cancellationToken))
            rules.Add(replaced.Rule);
        await foreach (var rule in store.CatalogAsync<Rule>(cancellationToken))
        {
            rules.Add(rule);
            budgets.Add(rule);
        }

        await foreach (var entry in store.EntriesAsync(cancellationToken))
        {
            if (!accounts.TryGetValue(entry.Account, out var account))
                accounts.Add(entry.Account, account = new AccountProof(entry.Account, rules));
            account.Add(entry);
            budgets.Add(entry);
            origins.Add(entry);
            if (!outcomes.TryAdd(entry.Id, entry.ContentHash))
                faults.Add($"Entry {entry.Id}: it exists twice.");
        }

        var stored = new HashSet<AccountKey>();
        await foreach (var account in store.AccountsAsync(cancellationToken))
        {
            stored.Add(account.Key);
            if (!accounts.TryGetValue(account.Key, out var proof))
                accounts.Add(account.Key, proof = new AccountProof(account.Key, rules));
            proof.Close(account);
        }

        foreach (var (key, proof) in accounts)
            if (!stored.Contains(key))
                proof.Close(null);
    }

    private async Task ReadMessagesAsync(CancellationToken cancellationToken)
    {
        await foreach (var message in queues.MessagesAsync(cancellationToken))
            Note(message.Queue, message.Body);
        await foreach (var message in store.ParkedAsync(cancellationToken))
            Note(message.Queue, message.Body);
        if (store == folder)
            return;
        // On their way from the queue to the store.
        await foreach (var message in folder.ParkedAsync(cancellationToken))
            Note(message.Queue, message.Body);

        void Note(string queue, string body)
        {
            if (queue == QueueNames.Points && PointsMessage.Read(body) is { } points)
                waiting.Add(points.TransactionId);
            else if (queue == QueueNames.Callbacks && CallbackMessage.Read(body) is { } callback)
                told.Add(callback.DeliveryId);
        }
    }

    private async Task ReadDeliveriesAsync(CancellationToken cancellationToken)
    {
        await foreach (var delivery in store.DeliveriesAsync(cancellationToken))
        {
            if (delivery.Status != DeliveryStatus.Pending)
                told.Add(delivery.DeliveryId);
            else if (!told.Contains(delivery.DeliveryId))
                faults.Add($"Delivery {delivery.DeliveryId}: it is pending, but no attempt is queued.");
        }
    }

    private async Task CheckBudgetsAsync(CancellationToken cancellationToken)
    {
        await foreach (var reservation in store.ReservationsAsync(cancellationToken))
        {
            var isAwaited = waiting.Contains(reservation.EntryId) || outcomes.ContainsKey(reservation.EntryId);
            budgets.Add(reservation, isAwaited);
        }

        await foreach (var budget in store.BudgetsAsync(cancellationToken))
            budgets.Close(budget);
        budgets.Close();
    }

    private async Task<(long Claims, long Pending)> CheckClaimsAsync(CancellationToken cancellationToken)
    {
        long claims = 0;
        long pending = 0;
        await foreach (var claim in store.ClaimsAsync(cancellationToken))
        {
            claims++;
            var id = claim.TransactionId;
            origins.Add(claim);
            if (!outcomes.TryGetValue(id, out var contentHash))
            {
                pending++;
                if (!waiting.Contains(id))
                    faults.Add($"Request {id}: it was accepted, but has no outcome and is not queued.");
            }
            else if (contentHash != claim.ContentHash)
            {
                faults.Add($"Request {id}: its outcome is that of other content.");
            }
            else if (claim.CallbackUrl is not null && !told.Contains(id.ToString()) && !waiting.Contains(id))
            {
                faults.Add($"Request {id}: its outcome was never told.");
            }
        }

        await foreach (var creation in store.CatalogAsync<Creation>(cancellationToken))
            origins.Add(creation);
        await foreach (var issue in store.IssuesAsync(cancellationToken))
            origins.Add(issue);
        await foreach (var redemption in store.GroupRedemptionsAsync(cancellationToken))
            origins.Add(redemption);
        origins.Close();
        return (claims, pending);
    }
}

/// <summary>What a proof found.</summary>
public sealed record ProofReport
{
    /// <summary>Each in one sentence; none = everything holds.</summary>
    public required IReadOnlyList<string> Faults { get; init; }
    public required long Accounts { get; init; }

    /// <summary>All entries, refused ones included.</summary>
    public required long Entries { get; init; }

    /// <summary>Entries that moved points.</summary>
    public required long Posted { get; init; }

    /// <summary>Accepted requests.</summary>
    public required long Requests { get; init; }

    /// <summary>Accepted requests that wait for their outcome in a queue or are parked.</summary>
    public required long Pending { get; init; }
}
