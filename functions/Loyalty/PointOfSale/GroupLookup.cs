using Loyalty.Catalog;
using Microsoft.Extensions.Options;

namespace Loyalty.PointOfSale;

/// <summary>Finds the group that a till means.</summary>
public sealed class GroupLookup(ICatalog store, IOptions<PointOfSaleOptions> options)
{
    /// <summary>The group; null = there is none that is all that the till says, or the customer is not in it.</summary>
    public async Task<MemberGroup?> FindAsync(Member customer, TillGroup named, CancellationToken cancellationToken)
    {
        var org = customer.OrgId;
        var found = new List<MemberGroup?>();
        if (named.Id is { } id)
            found.Add(await ReadAsync(org, id, cancellationToken));
        if (named.ExternalId is { } external)
            found.Add(
                await store.FindAsync<GroupAlias>(GroupAlias.KeyOf(org, external), cancellationToken)
                    is { Value.GroupId: var groupId }
                && await ReadAsync(org, groupId, cancellationToken) is { } group
                && group.ExternalId == external
                    ? group
                    : null
            );
        if (named.PrimaryUserId is { } primary)
            found.Add(
                MemberId.TryParse(primary, out var member)
                    ? (await OfAsync(org, member, cancellationToken)).Find(one => one.PrimaryUserId == member)
                    : null
            );
        if (named.IsDefault)
        {
            var own = await OfAsync(org, customer.MemberId, cancellationToken);
            found.Add(own.Find(one => one.PrimaryUserId == customer.MemberId) ?? own.FirstOrDefault());
        }

        return
            found.Select(one => one?.GroupId).Distinct().Count() == 1
            && found[0] is { } only
            && only.Members.Contains(customer.MemberId)
            ? only
            : null;
    }

    /// <summary>The groups of a member, the one joined first before the others.</summary>
    private async Task<List<MemberGroup>> OfAsync(OrgId org, MemberId member, CancellationToken cancellationToken)
    {
        var scope = GroupListing.ScopeOf(org, member);
        var listings = await store.ListAsync<GroupListing>(scope, null, options.Value.MostGroups, cancellationToken);
        var groups = new List<MemberGroup>();
        foreach (
            var listing in listings
                .Items.Select(item => item.Value)
                .OrderBy(one => one.JoinedAt ?? DateTimeOffset.MinValue)
                .ThenBy(one => one.GroupId, StringComparer.Ordinal)
        )
            // A listing may lead to a group that the member is not in.
            if (await ReadAsync(org, listing.GroupId, cancellationToken) is { } group && group.Members.Contains(member))
                groups.Add(group);
        return groups;
    }

    private async Task<MemberGroup?> ReadAsync(OrgId org, string groupId, CancellationToken cancellationToken) =>
        (await store.FindAsync<MemberGroup>(MemberGroup.KeyOf(org, groupId), cancellationToken))?.Value;
}
