using Loyalty.Catalog;
using Loyalty.GroupRedemptions;
using Loyalty.Identity;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;
using Loyalty.ValidationCodes;
using Microsoft.Extensions.Options;

namespace Loyalty.PointOfSale;

/// <summary>Tells whether points could be redeemed, and sends the customer the code for it. Points are never moved.</summary>
public sealed class RedemptionCheck(
    TillPrograms programs,
    GroupLookup lookup,
    GroupMembers members,
    ILedgerStore store,
    CodeDesk codes,
    IOptions<PointOfSaleOptions> options,
    TimeProvider time
)
{
    /// <summary>Whether it could be redeemed by now. A wrong code costs a try.</summary>
    /// <inheritdoc cref="RedemptionHandler.RedeemAsync"/>
    public async Task<TillOutcome> CheckAsync(
        Caller caller,
        RedemptionDraft draft,
        (Member? Member, Refusal Refusal) customer,
        CancellationToken cancellationToken
    )
    {
        var (outcome, wish) = await BeginAsync(caller, draft, customer, cancellationToken);
        if (wish is null)
            return outcome;
        if (wish.Refusal != Refusal.None)
            return outcome with { Refusal = wish.Refusal };
        if (
            wish.Program.Redemption.NeedsCode
            && draft.ValidationCode is { } text
            && !wish.HasNoAccount
            && !await codes.CheckAsync(wish.Account, text, cancellationToken)
        )
            return outcome with { Refusal = Refusal.ValidationCodeInvalid };
        var (no, taken) = await JudgeAsync(wish, cancellationToken);
        if (no != Refusal.None)
            return outcome with { Refusal = no };
        outcome = outcome with { Balance = outcome.Balance - taken };
        return
            draft.IsCodeWanted
            && await codes.IssueAsync(wish.Member, wish.Program, wish.Points, cancellationToken) != Refusal.None
            ? outcome with
            {
                Refusal = Refusal.RedeemableWithoutCode,
            }
            : outcome;
    }

    /// <summary>Sends the customer a code, whatever the program demands.</summary>
    /// <inheritdoc cref="RedemptionHandler.RedeemAsync"/>
    public async Task<TillOutcome> IssueCodeAsync(
        Caller caller,
        RedemptionDraft draft,
        (Member? Member, Refusal Refusal) customer,
        CancellationToken cancellationToken
    )
    {
        var (outcome, wish) = await BeginAsync(caller, draft, customer, cancellationToken);
        return wish is null
            ? outcome
            : outcome with
            {
                Refusal =
                    wish.Refusal != Refusal.None ? wish.Refusal
                    : wish.HasNoAccount ? Refusal.NoAccount
                    : await codes.IssueAsync(wish.Member, wish.Program, wish.Points, cancellationToken),
            };
    }

    /// <summary>Finds out what a till means; null = there is no such program or customer, as the outcome says.</summary>
    internal async Task<(TillOutcome Outcome, RedemptionWish? Wish)> BeginAsync(
        Caller caller,
        RedemptionDraft draft,
        (Member? Member, Refusal Refusal) customer,
        CancellationToken cancellationToken
    )
    {
        var outcome = new TillOutcome { Member = customer.Member };
        if (await programs.FindAsync(caller, draft.ProgramId, cancellationToken) is not { } program)
            return (outcome with { Refusal = Refusal.UnknownProgram }, null);
        outcome = outcome with { Program = program };
        if (customer.Member is not { } member)
            return (outcome with { Refusal = customer.Refusal }, null);
        var account = (await ReadAsync(member, [program], cancellationToken))[0];
        outcome = outcome with { Balance = account.Balance };
        var points = RedemptionRules.PointsOf(draft, program);
        if (points is { } asked)
            outcome = outcome with { Points = asked, Worth = Worth.Of(program, asked) };
        var group = draft.Group is { } named ? await lookup.FindAsync(member, named, cancellationToken) : null;
        var latest = time.GetUtcNow() + options.Value.ClockTolerance;
        var isTime = RedemptionRules.TryReadTime(draft, program, latest, out var at);
        return (
            outcome,
            new RedemptionWish
            {
                Program = program,
                Member = member,
                Sources = draft.IsJoint ? await programs.WithOthersAsync(program, cancellationToken) : [program],
                Refusal =
                    program.WhyNot(member.Status) is var refusal and not Refusal.None ? refusal
                    : points is null ? Refusal.PointsInvalid
                    : draft.TransactionNumber is { } bill && !RequestId.TryParse(bill, out _)
                        ? Refusal.TransactionNumberInvalid
                    : !isTime ? Refusal.RedemptionTimeInvalid
                    : draft.IsByMissedCall ? Refusal.MissedCallDisabled
                    : draft.Group is not null && (group is null || draft.IsJoint) ? Refusal.GroupNotRedeemable
                    : Refusal.None,
                Group = group,
                EverEarned = account.LifetimeEarned,
                Points = points ?? Points.Zero,
                Time = at,
                HasNoAccount = account.Version == 0,
            }
        );
    }

    /// <summary>The customer's points in a program.</summary>
    internal async Task<Points> BalanceAsync(
        Member member,
        PointProgram program,
        CancellationToken cancellationToken
    ) => (await ReadAsync(member, [program], cancellationToken))[0].Balance;

    /// <summary>Why the points cannot be had by now, and how many of them are the customer's in the program.</summary>
    private async Task<(Refusal Refusal, Points Taken)> JudgeAsync(
        RedemptionWish wish,
        CancellationToken cancellationToken
    )
    {
        if (wish.Group is { } group)
        {
            var accounts = await members.ReadAsync(wish.Program, group, cancellationToken);
            var shares = await members.ChooseAsync(wish.Points, accounts, cancellationToken);
            var own = shares?.FirstOrDefault(share => share.UserId == wish.Member.MemberId);
            return (RedemptionRules.WhyNotOfGroup(wish, accounts), own?.Points ?? Points.Zero);
        }

        var found = await ReadAsync(wish.Member, wish.Sources, cancellationToken);
        var refusal = RedemptionRules.WhyNot(wish.Points, wish.Program, found, out var taken);
        return (refusal, taken[0].Points);
    }

    private async Task<IReadOnlyList<Account>> ReadAsync(
        Member member,
        IReadOnlyList<PointProgram> sources,
        CancellationToken cancellationToken
    )
    {
        var found = new List<Account>(sources.Count);
        foreach (var source in sources)
        {
            var key = new AccountKey(member.OrgId, member.MemberId, source.ProgramId);
            var account = (await store.LoadAsync(key, cancellationToken))?.Value ?? Account.Empty(key);
            found.Add(LedgerRules.Current(account, source, time.GetUtcNow()));
        }

        return found;
    }
}
