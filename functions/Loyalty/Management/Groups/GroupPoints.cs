using Loyalty.Catalog;
using Loyalty.GroupRedemptions;
using Loyalty.Json;
using Loyalty.Ledger;
using Loyalty.Ledger.Reading;
using Loyalty.Ledger.Rules;

namespace Loyalty.Management.Groups;

/// <summary>Tells what a group has in a program, and whose points a redemption would take. No points are moved.</summary>
public sealed class GroupPoints(
    ICatalog store,
    CachedCatalog catalog,
    GroupMembers members,
    ILedgerStore ledger,
    TimeProvider time
)
{
    /// <summary>What the group has; else why it cannot be told.</summary>
    /// <param name="org">The organisation.</param>
    /// <param name="groupId">The group.</param>
    /// <param name="programId">The program; null = the organisation's default.</param>
    /// <param name="asked">How many points would be redeemed; null = none would.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<(GroupPointsDocument? Points, Problem? Problem)> ReadAsync(
        OrgId org,
        string groupId,
        ProgramId? programId,
        Points? asked,
        CancellationToken cancellationToken
    )
    {
        if (
            await store.FindAsync<MemberGroup>(MemberGroup.KeyOf(org, groupId), cancellationToken)
            is not { Value: var group }
        )
            return (null, Refusal.NotFound);
        var id = programId ?? (await catalog.OrganisationAsync(org, cancellationToken)).DefaultProgramId;
        if (
            await catalog.FindAsync<PointProgram>(PointProgram.KeyOf(org, id), cancellationToken)
            is not { Remote: null } program
        )
            return (null, Refusal.UnknownProgram);
        if (asked is { } points && program.Redemption.WhyNot(points) is { } reason)
            return (null, Problem.Invalid([new FieldError("points", "not_allowed", reason)]));
        var accounts = await members.ReadAsync(program, group, cancellationToken);
        var shown = await MembersAsync(program, group, accounts, cancellationToken);
        var available = Sum(accounts, account => Points.Max(account.Balance, Points.Zero));
        var held = Sum(accounts, account => account.HeldPoints);
        return (
            new GroupPointsDocument
            {
                GroupId = group.GroupId,
                ProgramId = program.ProgramId,
                Balance = available + held,
                Available = available,
                Held = held,
                Members = shown,
                Redemption = asked is { } wanted
                    ? new GroupTakingDocument(
                        wanted,
                        Points.Max(wanted - available, Points.Zero),
                        await members.ChooseAsync(wanted, accounts, cancellationToken) ?? []
                    )
                    : null,
            },
            null
        );
    }

    /// <summary>All members: also those who may not spend, with what they would have if they could.</summary>
    private async Task<List<GroupMemberDocument>> MembersAsync(
        PointProgram program,
        MemberGroup group,
        IReadOnlyList<Account> counted,
        CancellationToken cancellationToken
    )
    {
        var shown = new List<GroupMemberDocument>(group.Members.Count);
        foreach (var id in group.Members)
        {
            var key = new AccountKey(program.OrgId, id, program.ProgramId);
            var status = (await catalog.FindAsync<Member>(Member.KeyOf(key.OrgId, id), cancellationToken))?.Status;
            var account =
                counted.FirstOrDefault(one => one.MemberId == id)
                ?? LedgerRules.Current(
                    (await ledger.LoadAsync(key, cancellationToken))?.Value ?? Account.Empty(key),
                    program,
                    time.GetUtcNow()
                );
            shown.Add(
                new GroupMemberDocument
                {
                    UserId = id,
                    Status = status is { } known ? Words.Of(known) : null,
                    MaySpend = program.WhyNot(status) == Refusal.None,
                    Balance = account.Balance + account.HeldPoints,
                    Available = account.Balance,
                    Held = account.HeldPoints,
                    NextExpiring = account
                        .Buckets.Where(bucket => bucket.ExpiresOn is not null)
                        .Select(bucket => new Expiring(bucket.ExpiresOn.GetValueOrDefault(), bucket.Points))
                        .FirstOrDefault(),
                }
            );
        }

        return shown;
    }

    private static Points Sum(IReadOnlyList<Account> accounts, Func<Account, Points> part) =>
        accounts.Aggregate(Points.Zero, (sum, account) => sum + part(account));
}
