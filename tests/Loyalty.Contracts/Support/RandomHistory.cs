using Loyalty.Ledger;
using Loyalty.Ledger.Rules;

namespace Loyalty.Contracts.Support;

/// <summary>Entries of all sorts, and searches for some of them.</summary>
public static class RandomHistory
{
    private static readonly string[] Orgs = ["org-1", "org-1", "org-1", "org-2"];
    private static readonly string[] Members = ["m1", "m2", "m", Sample.OddText];
    private static readonly string[] Programs = ["main", "bonus"];
    private static readonly string[] Clients = ["client-1", "client-2"];
    private static readonly string?[] References = ["Prize #3", "Prize #30", null];
    private static readonly string?[] Partners = ["Games", "Shops", null];
    private static readonly EntryKind[] Kinds = [EntryKind.Earn, EntryKind.Redeem, EntryKind.Reverse];

    /// <summary>Commits entries one by one, minutes apart.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="count">How many.</param>
    /// <param name="skewed">Whether some are decided minutes before others that are committed earlier.</param>
    /// <returns>The entries in the order of their commit.</returns>
    public static async Task<IReadOnlyList<LedgerEntry>> CommitAsync(ILedgerStore store, int count, bool skewed)
    {
        var random = new Random(count);
        var entries = new List<LedgerEntry>();
        for (var n = 0; n < count; n++)
        {
            var failed = random.Next(3) == 0;
            var key = new AccountKey(
                Sample.Org(Pick(random, Orgs)),
                TextId.From<MemberId>(Pick(random, Members)),
                TextId.From<ProgramId>(Pick(random, Programs))
            );
            var entry = (failed ? Sample.Refused(key, $"h{n}") : Sample.Entry(key, $"h{n}", n)) with
            {
                ClientId = TextId.From<ClientId>(Pick(random, Clients)),
                Kind = Pick(random, Kinds),
                Reference = Pick(random, References),
                Partner = Pick(random, Partners),
                At = Sample.At.AddMinutes((2 * n) - (skewed ? random.Next(8) : 0)),
            };
            entries.Add(entry);
            await store.CommitAsync(Sample.Batch(key.Member, [], entry), CancellationToken.None);
        }

        return entries;
    }

    /// <summary>Any search of the first organisation.</summary>
    public static EntrySearch Search(Random random) =>
        new()
        {
            OrgId = Sample.Org(),
            MemberId = random.Next(3) == 0 ? TextId.From<MemberId>(Pick(random, Members)) : null,
            ProgramId = random.Next(3) == 0 ? TextId.From<ProgramId>(Pick(random, Programs)) : null,
            ClientId = random.Next(3) == 0 ? TextId.From<ClientId>(Pick(random, Clients)) : null,
            Kind = random.Next(4) == 0 ? Pick(random, Kinds) : null,
            Status = random.Next(4) == 0 ? (EntryStatus)random.Next(1, 3) : null,
            Reference = random.Next(6) == 0 ? Pick(random, References) : null,
            Partner = random.Next(6) == 0 ? Pick(random, Partners) : null,
            From = random.Next(2) == 0 ? Sample.At.AddMinutes(random.Next(200)) : null,
            To = random.Next(2) == 0 ? Sample.At.AddMinutes(random.Next(50, 260)) : null,
        };

    private static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];
}
