using System.Text.Json;
using Loyalty.Callbacks;
using Loyalty.Ledger.Rules;

namespace Loyalty.Tests.Ledger;

/// <content>What must hold after everything that happens.</content>
internal sealed partial class RandomWorld
{
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

    private static void Require(int invariant, bool holds, string what)
    {
        if (!holds)
            throw new InvalidOperationException($"Invariant {invariant} does not hold: {what}.");
    }
}
