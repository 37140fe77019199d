using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger.Reading;

/// <summary>Finds the entries that took back parts of another. Their ids are derived from its own and numbered without a
/// gap, so that no index is needed and none can be missed. The first of a hold is what ended it: only then can what was
/// captured be reversed.</summary>
public sealed class Reversals(ILedgerStore store)
{
    /// <summary>In how many parts an entry can be reversed at most.</summary>
    public const int MostParts = 100;

    private const int FirstLook = 2;
    private const int LaterLooks = 16;

    /// <summary>Whether such an entry can ever be reversed: it moved points because somebody asked.</summary>
    public static bool CanReverse(LedgerEntry entry) =>
        entry
            is {
                Status: EntryStatus.Success,
                Kind: EntryKind.Earn or EntryKind.Redeem or EntryKind.Adjust or EntryKind.Issue or EntryKind.Hold
            };

    /// <summary>Whether such an entry, of which these parts were taken back, can be reversed now.</summary>
    public static bool CanReverse(LedgerEntry entry, IReadOnlyList<LedgerEntry> parts) =>
        CanReverse(entry)
        && parts.Count < MostParts
        && (entry.Kind != EntryKind.Hold || parts is [{ Kind: EntryKind.Capture }, ..]);

    /// <summary>The id of the entry that takes back a part after so many others.</summary>
    public static EntryId IdAfter(LedgerEntry original, int parts) =>
        original.Kind != EntryKind.Hold ? EntryId.ForReversal(original.Id, parts + 1)
        : parts == 0 ? EntryId.ForHoldEnd(original.Id)
        : EntryId.ForReversal(original.Id, parts);

    /// <summary>The reversals of an entry, in their order.</summary>
    public async Task<IReadOnlyList<LedgerEntry>> FindAsync(LedgerEntry original, CancellationToken cancellationToken)
    {
        var found = new List<LedgerEntry>();
        for (var look = FirstLook; found.Count < MostParts; look = LaterLooks)
        {
            var next = Enumerable.Range(found.Count, look).Select(parts => IdAfter(original, parts)).ToList();
            var entries = await store.FindAsync(original.Account.Member, next, cancellationToken);
            found.AddRange(entries.OrderBy(entry => next.IndexOf(entry.Id)));
            if (entries.Count < look)
                break;
        }

        return found;
    }

    /// <summary>How many points of each entry are reversed so far; those of which none are, are left out.</summary>
    public async Task<IReadOnlyDictionary<EntryId, Points>> CountAsync(
        IReadOnlyCollection<LedgerEntry> entries,
        CancellationToken cancellationToken
    )
    {
        var counts = new Dictionary<EntryId, Points>();
        foreach (var member in entries.Where(CanReverse).GroupBy(entry => entry.Account.Member))
        {
            var firsts = member.ToDictionary(entry => IdAfter(entry, 0));
            foreach (var first in await store.FindAsync(member.Key, firsts.Keys, cancellationToken))
                counts[firsts[first.Id].Id] = Sum(await FindAsync(firsts[first.Id], cancellationToken));
        }

        return counts;
    }

    /// <summary>How many points these reversals took back, forfeited ones included.</summary>
    public static Points Sum(IEnumerable<LedgerEntry> reversals)
    {
        var sum = Points.Zero;
        foreach (var reversal in reversals)
            sum += reversal.Requested;
        return sum;
    }
}
