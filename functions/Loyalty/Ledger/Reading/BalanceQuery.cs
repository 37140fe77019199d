using Loyalty.Catalog;
using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger.Reading;

/// <summary>Answers what a member has.</summary>
public sealed class BalanceQuery(CachedCatalog catalog, ILedgerStore store, TimeProvider time)
{
    /// <summary>The name that stands for an organisation's default program.</summary>
    public const string DefaultProgram = "default";

    /// <summary>The balance; null with a refusal when the program, or its book, or the member is unknown here. Nothing is written: points
    /// that have expired are left out of the answer, and taken by the next entry or the sweep; so with holds that have.</summary>
    public async Task<(Balance? Balance, Refusal Refusal)> FindAsync(
        OrgId org,
        string program,
        string member,
        CancellationToken cancellationToken
    )
    {
        if (await ProgramAsync(org, program, cancellationToken) is not { Remote: null } found)
            return (null, Refusal.UnknownProgram);
        if (!MemberId.TryParse(member, out var memberId))
            return (null, Refusal.NotFound);
        var key = new AccountKey(org, memberId, found.ProgramId);
        var stored = await store.LoadAsync(key, cancellationToken);
        if (stored is null && await catalog.FindAsync<Member>(Member.KeyOf(org, memberId), cancellationToken) is null)
            return (null, Refusal.NotFound);

        var now = time.GetUtcNow();
        var account = stored?.Value ?? Account.Empty(key);
        return (BalanceOf(LedgerRules.Current(account, found, now), now), Refusal.None);
    }

    private async ValueTask<PointProgram?> ProgramAsync(OrgId org, string name, CancellationToken cancellationToken)
    {
        if (name == DefaultProgram)
        {
            var organisation = await catalog.FindAsync<Organisation>(Organisation.KeyOf(org), cancellationToken);
            if (organisation is null)
                return null;
            name = organisation.DefaultProgramId.Value;
        }

        return ProgramId.TryParse(name, out var program)
            ? await catalog.FindAsync<PointProgram>(PointProgram.KeyOf(org, program), cancellationToken)
            : null;
    }

    private static Balance BalanceOf(Account account, DateTimeOffset now) =>
        new()
        {
            OrgId = account.OrgId,
            ProgramId = account.ProgramId,
            UserId = account.MemberId,
            Total = account.Balance + account.HeldPoints,
            Available = account.Balance,
            Held = account.HeldPoints,
            LifetimeEarned = account.LifetimeEarned,
            LifetimeRedeemed = account.LifetimeRedeemed,
            Expiring =
            [
                .. account
                    .Buckets.Where(bucket => bucket.ExpiresOn is not null)
                    .Select(bucket => new Expiring(bucket.ExpiresOn.GetValueOrDefault(), bucket.Points)),
            ],
            AsOf = now,
        };
}
