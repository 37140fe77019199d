using System.Collections.Immutable;
using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger.Proof;

/// <summary>
/// Replays one account from its first entry by the rules of the ledger alone, and compares. Knows nothing of stores: feed
/// it the account's entries in the order of their versions, then the account itself. Any entry that was changed, left out,
/// added or moved shows as a fault.
/// </summary>
public sealed class AccountProof(AccountKey key, RuleProof? rules = null)
{
    private readonly List<string> faults = [];
    private readonly UsageProof usage = new(rules);
    private Account replayed = Account.Empty(key);

    /// <summary>What is wrong so far, each in one sentence.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <summary>How many entries were posted.</summary>
    public long Posted => replayed.Version;

    /// <summary>Takes the next entry; refused ones in any place.</summary>
    public void Add(LedgerEntry entry)
    {
        if (entry.Hash != EntryHash.Of(entry))
            Fault(entry, "its hash is not that of its content");
        if (entry.Account != key)
            Fault(entry, "it belongs to another account");
        if (entry.Status == EntryStatus.Failed)
            AddRefused(entry);
        else
            AddPosted(entry);
    }

    /// <summary>Compares the account as it is stored; null = there is none.</summary>
    public void Close(Account? stored)
    {
        if (stored is null)
        {
            if (replayed.Version > 0)
                Fault("it has posted entries but is not stored");
            return;
        }

        Compare("version", replayed.Version, stored.Version);
        Compare("balance", replayed.Balance, stored.Balance);
        Compare("head", replayed.Head, stored.Head);
        Compare("lifetime earned", replayed.LifetimeEarned, stored.LifetimeEarned);
        CompareHolds(stored.Held ?? []);
        Compare("lifetime redeemed", replayed.LifetimeRedeemed, stored.LifetimeRedeemed);
        if (!replayed.Buckets.SequenceEqual(stored.Buckets))
            Fault("its buckets are not what its entries left");
        if (Buckets.Sum(stored.Buckets) != stored.Balance)
            Fault("its buckets do not add up to its balance");
        foreach (var fault in usage.FaultsOf(stored.Usage))
            Fault(fault);
    }

    private void AddRefused(LedgerEntry entry)
    {
        if (entry.Code == Refusal.None)
            Fault(entry, "it failed for no reason");
        if (entry.Points != Points.Zero || entry.Buckets.Length > 0)
            Fault(entry, "it was refused and yet moved points");
    }

    private void AddPosted(LedgerEntry entry)
    {
        if (entry.Version != replayed.Version + 1)
            Fault(entry, $"its version is {entry.Version} after {replayed.Version}");
        if (entry.PreviousHash != replayed.Head)
            Fault(entry, "it does not follow the entry before it");
        if (entry.Code != Refusal.None)
            Fault(entry, "it is posted with a refusal");
        if (Buckets.Sum(entry.Buckets) != entry.Points)
            Fault(entry, "its buckets do not add up to its points");
        if (entry.BalanceAfter != replayed.Balance + entry.Points)
            Fault(entry, "its balance is not the balance before plus its points");
        if (entry.BalanceAfter < Points.Zero && entry.Kind != EntryKind.Reverse && replayed.Balance >= Points.Zero)
            Fault(entry, "it made the balance negative");
        if (Spends(entry) && !Buckets.Take(replayed.Buckets, -entry.Points).SequenceEqual(entry.Buckets))
            Fault(entry, "it did not spend what expires first");

        var held = HeldAfter(entry);
        usage.Add(entry);
        foreach (var fault in rules?.FaultsOf(entry, usage) ?? [])
            Fault(entry, fault);
        var buckets = Buckets.Apply(replayed.Buckets, entry.Buckets);
        if (buckets.Any(bucket => bucket.Points < Points.Zero && bucket.ExpiresOn is not null))
            Fault(entry, "it took more from a bucket than was in it");
        replayed = replayed with
        {
            Version = entry.Version,
            Balance = entry.BalanceAfter,
            Buckets = buckets,
            Head = entry.Hash,
            LifetimeEarned = replayed.LifetimeEarned + EarnedBy(entry),
            LifetimeRedeemed = replayed.LifetimeRedeemed + RedeemedBy(entry),
            Held = held,
        };
    }

    /// <summary>The open holds after an entry; what it places or ends has to be as it can be.</summary>
    private ImmutableArray<Hold>? HeldAfter(LedgerEntry entry)
    {
        if (entry.Kind == EntryKind.Hold)
        {
            if (entry.HeldUntil is not null)
                return [.. replayed.Held ?? [], Hold.Of(entry)];
            Fault(entry, "it holds points for ever");
        }

        if (entry.Kind is not (EntryKind.Capture or EntryKind.Release))
            return replayed.Held;
        if (OpenHold(entry) is not { } hold)
        {
            Fault(entry, "it ends no open hold");
            return replayed.Held;
        }

        if (entry.Requested < Points.Zero || entry.Requested > hold.Points || entry.Points > entry.Requested)
            Fault(entry, "it gives back more than was held");
        if (entry.Kind == EntryKind.Release && entry.Requested != hold.Points)
            Fault(entry, "it releases a part of a hold");
        if (entry.Kind == EntryKind.Capture && entry.At >= hold.ExpiresAt)
            Fault(entry, "it captures a hold that had expired");
        if (entry.CountsOn != hold.CountsOn || entry.RuleId != hold.RuleId)
            Fault(entry, "it does not count where its hold does");
        return replayed.Held?.Remove(hold);
    }

    private Hold? OpenHold(LedgerEntry entry) => replayed.Held?.FirstOrDefault(hold => hold.Id == entry.Reverses);

    private void CompareHolds(ImmutableArray<Hold> stored)
    {
        var held = replayed.Held ?? [];
        Compare("number of holds", held.Length, stored.Length);
        foreach (var (expected, found) in held.Zip(stored))
            if (found with { Buckets = expected.Buckets } != expected || !found.Buckets.SequenceEqual(expected.Buckets))
                Fault($"hold {found.Id} is not what its entry placed");
    }

    private static bool Spends(LedgerEntry entry) =>
        entry.Kind is EntryKind.Redeem or EntryKind.Hold
        || (entry.Kind is EntryKind.Adjust && entry.Points < Points.Zero);

    private static Points EarnedBy(LedgerEntry entry) =>
        entry.Kind switch
        {
            EntryKind.Earn or EntryKind.Issue or EntryKind.Adjust => Points.Max(entry.Points, Points.Zero),
            EntryKind.Reverse when entry.Points < Points.Zero => -entry.Requested,
            _ => Points.Zero,
        };

    private Points RedeemedBy(LedgerEntry entry) =>
        entry.Kind switch
        {
            EntryKind.Redeem or EntryKind.Adjust => Points.Max(-entry.Points, Points.Zero),
            // Also when every point was forfeited: then nothing came back, but the redemption was taken off all the same.
            EntryKind.Reverse when entry.Points >= Points.Zero => -entry.Requested,
            EntryKind.Capture => (OpenHold(entry)?.Points ?? Points.Zero) - entry.Requested,
            _ => Points.Zero,
        };

    private void Compare<T>(string what, T replayedValue, T storedValue)
    {
        if (!EqualityComparer<T>.Default.Equals(replayedValue, storedValue))
            Fault($"its {what} is {storedValue}, by its entries it is {replayedValue}");
    }

    private void Fault(string what) => faults.Add($"Account {key.OrgId}/{key.ProgramId}/{key.MemberId}: {what}.");

    private void Fault(LedgerEntry entry, string what) => faults.Add($"Entry {entry.Id}: {what}.");
}
