using System.Collections.Concurrent;
using System.Collections.Frozen;
using Loyalty.Catalog;
using Loyalty.Ledger;
using Loyalty.Ledger.Reading;
using Loyalty.Ledger.Rules;
using Loyalty.Management.Transactions;

namespace Loyalty.Management.Members;

/// <summary>Tells what a member has and is part of.</summary>
public sealed class MemberAccounts(
    ICatalog catalog,
    ILedgerStore ledger,
    TransactionRegister transactions,
    TimeProvider time
)
{
    private const int LatestTransactions = 20;
    private const int ReadAtOnce = 16;

    /// <summary>The accounts of a member, in the order of the programs' ids. Points that have expired are left out, as
    /// in <see cref="BalanceQuery"/>.</summary>
    public async Task<IReadOnlyList<MemberAccountDocument>> ReadAsync(
        OrgId org,
        MemberId member,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var accounts = new List<MemberAccountDocument>();
        await foreach (var program in catalog.AllAsync<PointProgram>(org.Value, cancellationToken))
        {
            var key = new AccountKey(org, member, program.ProgramId);
            if (await ledger.LoadAsync(key, cancellationToken) is not { Value: var account })
                continue;
            var current = LedgerRules.Current(account, program, now);
            accounts.Add(
                MemberAccountDocument.Of(current, program, await CapsAsync(account, program, now, cancellationToken))
            );
        }

        return accounts;
    }

    /// <summary>What members can spend in the organisation's default program.</summary>
    /// <returns>A number for each of them; none at all where there is no such program.</returns>
    public async Task<IReadOnlyDictionary<MemberId, Points>> BalancesAsync(
        OrgId org,
        IReadOnlyCollection<MemberId> members,
        CancellationToken cancellationToken
    )
    {
        if (
            await catalog.FindAsync<Organisation>(Organisation.KeyOf(org), cancellationToken)
                is not { Value.DefaultProgramId: var id }
            || await catalog.FindAsync<PointProgram>(PointProgram.KeyOf(org, id), cancellationToken)
                is not { Value: var program }
        )
            return FrozenDictionary<MemberId, Points>.Empty;
        var now = time.GetUtcNow();
        var balances = new ConcurrentDictionary<MemberId, Points>();
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = ReadAtOnce,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(
            members,
            options,
            async (member, token) =>
                balances[member] = await ledger.LoadAsync(new AccountKey(org, member, id), token)
                    is { Value: var account }
                    ? LedgerRules.Current(account, program, now).Balance
                    : Points.Zero
        );
        return balances;
    }

    /// <summary>What rules have moved in the current periods of the caps that they have now, for the rules that the
    /// account has sums of.</summary>
    private async Task<IReadOnlyList<CapUsage>> CapsAsync(
        Account account,
        PointProgram program,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var rules = new List<Rule>();
        foreach (var id in account.Usage.Select(used => used.RuleId).Distinct())
            if (await catalog.FindAsync<Rule>(Rule.KeyOf(account.OrgId, id), cancellationToken) is { Value: var rule })
                rules.Add(rule);
        var counted = await ledger.WithSumsAsync(account, rules, program, now, cancellationToken);
        return [.. rules.Select(rule => CapPeriods.Current(counted, rule, program.DateAt(now))).OfType<CapUsage>()];
    }

    /// <summary>A member's latest transactions, newest first.</summary>
    public async Task<IReadOnlyList<TransactionDocument>> TransactionsAsync(
        OrgId org,
        MemberId member,
        CancellationToken cancellationToken
    )
    {
        var search = new EntrySearch { OrgId = org, MemberId = member };
        return (await transactions.SearchAsync(search, null, LatestTransactions, cancellationToken)).Items;
    }

    /// <summary>The ids of the groups that a member is in.</summary>
    public async Task<IReadOnlyList<string>> GroupsAsync(
        OrgId org,
        MemberId member,
        CancellationToken cancellationToken
    )
    {
        var groups = new List<string>();
        var scope = GroupListing.ScopeOf(org, member);
        await foreach (var listing in catalog.AllAsync<GroupListing>(scope, cancellationToken))
        {
            var key = MemberGroup.KeyOf(org, listing.GroupId);
            // A listing is written before the group and removed after it, so it may lead to one without the member.
            if (
                await catalog.FindAsync<MemberGroup>(key, cancellationToken) is { Value: var group }
                && group.Members.Contains(member)
            )
                groups.Add(group.GroupId);
        }

        return groups;
    }
}
