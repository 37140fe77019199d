using System.Runtime.CompilerServices;
using Loyalty.Catalog;
using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger.Reading;

/// <summary>
/// Counts from the entries themselves what a rule has moved in the current period of its cap, where the account does not
/// know it: at the first award after the cap was set or changed, or in a new period of an account that others have moved
/// meanwhile. The sum is stored with the award, under the account's tag, so it is complete or the commit fails.
/// </summary>
internal static class CapCount
{
    private const int PageSize = 1000;

    /// <summary>How far an entry's time may be before its day: time zones differ, and clocks are set back.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromDays(2);

    /// <summary>The account with every sum that deciding by these rules needs.</summary>
    /// <param name="store">Where its entries are.</param>
    /// <param name="account">The account as it is stored.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="program">Its program.</param>
    /// <param name="now">The time for which it is to know.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<Account> WithSumsAsync(
        this ILedgerStore store,
        Account account,
        IEnumerable<Rule> rules,
        PointProgram program,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var today = program.DateAt(now);
        foreach (var rule in rules)
        {
            if (rule.Cap is not { } cap || CapPeriods.Name(cap.Period, today) is not { } period)
                continue;
            if (account.Usage.Any(used => used.RuleId == rule.RuleId && used.Period == period))
                continue;
            // Also a sum of nothing: it is only known as long as nothing else happens to the account.
            var sum = Points.Zero;
            if (CapPeriods.Uncounted(account, rule, today) is { } from)
                await foreach (var entry in EntriesAsync(store, account, rule, from, cancellationToken))
                    if (CapPeriods.Name(cap.Period, CapPeriods.DayOf(entry, program)) == period)
                        sum += RuleMove.Of(entry);
            account = account with { Usage = account.Usage.Add(new CapUsage(rule.RuleId, period, sum)) };
        }

        return account;
    }

    /// <summary>The posted entries of a rule that the account is made of, from a day on.</summary>
    private static async IAsyncEnumerable<LedgerEntry> EntriesAsync(
        ILedgerStore store,
        Account account,
        Rule rule,
        DateOnly from,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var search = new EntrySearch
        {
            OrgId = account.OrgId,
            MemberId = account.MemberId,
            ProgramId = account.ProgramId,
            RuleId = rule.RuleId,
            Status = EntryStatus.Success,
            From = StartOf(from),
        };
        string? cursor = null;
        do
        {
            var page = await store.SearchAsync(search, cursor, PageSize, cancellationToken);
            foreach (var entry in page.Items.Where(entry => entry.Version <= account.Version))
                yield return entry;
            cursor = page.NextCursor;
        } while (cursor is not null);
    }

    private static DateTimeOffset? StartOf(DateOnly day) =>
        day == DateOnly.MinValue ? null : new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) - Slack;
}
