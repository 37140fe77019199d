using Loyalty.Catalog;
using Microsoft.Extensions.Options;

namespace Loyalty.Management.Members;

/// <summary>Lists members, and finds them by parts of what is known of them.</summary>
public sealed class MemberList(
    ICatalog store,
    CachedCatalog catalog,
    MemberAccounts accounts,
    IOptions<ManagementOptions> options
)
{
    /// <summary>The members that fit, in the order of their ids.</summary>
    /// <exception cref="UnknownCursorException">The cursor is none of ours.</exception>
    public async Task<Page<MemberDocument>> PageAsync(
        OrgId org,
        MemberFilter filter,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var search = new MemberSearch(filter, await catalog.RegionOfAsync(org, cancellationToken));
        var page = await store.FilteredAsync<Member>(
            org.Value,
            search.Terms(),
            cursor,
            limit,
            options.Value.MaxReadsPerPage,
            search.Fits,
            cancellationToken
        );
        var ids = page.Items.Select(item => item.Value.MemberId).ToList();
        var balances = await accounts.BalancesAsync(org, ids, cancellationToken);
        return page.Select(item =>
            MemberDocument.Of(item.Value) with
            {
                Balance = balances.TryGetValue(item.Value.MemberId, out var balance) ? balance : null,
                Etag = EntityTags.Quoted(item.ETag),
            }
        );
    }
}
