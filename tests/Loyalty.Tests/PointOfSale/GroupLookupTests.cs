using Loyalty.Catalog;
using Loyalty.PointOfSale;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.PointOfSale;

public sealed class GroupLookupTests
{
    [Theory]
    [InlineData(1, "a")]
    [InlineData(2, "b")]
    public async Task The_group_joined_first_is_looked_for_among_as_many_as_the_setting_says(int most, string expected)
    {
        var store = new InMemoryCatalog();
        var ann = new Member { OrgId = TextId.From<OrgId>("acme"), MemberId = TextId.From<MemberId>("ann") };
        await JoinAsync("a", DateTimeOffset.UnixEpoch.AddDays(1));
        await JoinAsync("b", DateTimeOffset.UnixEpoch);

        var own = new TillGroup(null, null, null, IsDefault: true);
        var options = Options.Create(new PointOfSaleOptions { MostGroups = most });
        var group = await new GroupLookup(store, options).FindAsync(ann, own, default);

        Assert.Equal(expected, group?.GroupId);

        async Task JoinAsync(string id, DateTimeOffset at)
        {
            await store.CreateAsync(
                new MemberGroup
                {
                    OrgId = ann.OrgId,
                    GroupId = id,
                    PrimaryUserId = TextId.From<MemberId>("bob"),
                    Members = [ann.MemberId],
                },
                null,
                default
            );
            await store.CreateAsync(
                new GroupListing
                {
                    OrgId = ann.OrgId,
                    MemberId = ann.MemberId,
                    GroupId = id,
                    JoinedAt = at,
                },
                null,
                default
            );
        }
    }
}
