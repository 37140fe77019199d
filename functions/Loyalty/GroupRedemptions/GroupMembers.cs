using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Loyalty.Catalog;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;
using Microsoft.Extensions.Options;

namespace Loyalty.GroupRedemptions;

/// <summary>What the members of a group have together, and whose points are spent first. Points are never moved.</summary>
public sealed class GroupMembers(
    CachedCatalog catalog,
    ILedgerStore store,
    IOptions<GroupOptions> options,
    TimeProvider time
)
{
    /// <summary>The accounts of those members of a group who may spend, without what has expired.</summary>
    public async Task<IReadOnlyList<Account>> ReadAsync(
        PointProgram program,
        MemberGroup group,
        CancellationToken cancellationToken
    )
    {
        var org = program.OrgId;
        var found = new List<Account>();
        foreach (var id in group.Members.Distinct())
        {
            var member = await catalog.FindAsync<Member>(Member.KeyOf(org, id), cancellationToken);
            if (program.WhyNot(member?.Status) != Refusal.None)
                continue;
            var key = new AccountKey(org, id, program.ProgramId);
            if (await store.LoadAsync(key, cancellationToken) is { } account)
                found.Add(LedgerRules.Current(account.Value, program, time.GetUtcNow()));
        }

        return found;
    }

    /// <summary>Chooses whose points are spent. Entries are read only where several members have points that expire on the
    /// same date, and not all of them are needed.</summary>
    /// <returns>As <see cref="GroupShare.Choose"/>.</returns>
    public async Task<ImmutableArray<GroupShare>?> ChooseAsync(
        Points points,
        IReadOnlyList<Account> accounts,
        CancellationToken cancellationToken
    )
    {
        var lots = accounts.SelectMany(PointLot.Of).ToList();
        foreach (var lot in PointLot.Contested(points, lots))
        {
            lots.Remove(lot);
            var key = accounts.First(account => account.MemberId == lot.UserId).Key;
            lots.AddRange(await lot.SplitAsync(EntriesAsync(key, cancellationToken)).ToListAsync(cancellationToken));
        }

        return GroupShare.Choose(points, lots);
    }

    private async IAsyncEnumerable<LedgerEntry> EntriesAsync(
        AccountKey key,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        string? cursor = null;
        for (var left = options.Value.MostEntries; left > 0; left -= options.Value.EntriesAtOnce)
        {
            var page = await store.PageAsync(
                key,
                cursor,
                Math.Min(left, options.Value.EntriesAtOnce),
                cancellationToken
            );
            foreach (var entry in page.Items)
                yield return entry;
            if ((cursor = page.NextCursor) is null)
                yield break;
        }
    }
}
