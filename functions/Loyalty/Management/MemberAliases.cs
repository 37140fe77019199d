using Loyalty.Catalog;

namespace Loyalty.Management;

/// <summary>The names that lead to members.</summary>
internal static class MemberAliases
{
    /// <summary>What keeps them unique.</summary>
    public static UniqueNames<MemberAlias, Member> Of(ICatalog store, CachedCatalog catalog) =>
        new(
            store,
            catalog,
            alias => Member.KeyOf(alias.OrgId, alias.MemberId),
            (member, alias) => Of(member).Contains(alias)
        );

    /// <summary>Those that lead to a member as it is.</summary>
    public static IReadOnlyList<MemberAlias> Of(Member member) =>
        [
            .. new (string Field, string? Value)[]
            {
                (MemberAliasFields.Mobile, member.Mobile),
                (MemberAliasFields.Email, member.Email),
                (MemberAliasFields.ExternalId, member.ExternalId),
                (MemberAliasFields.CardNumber, member.CardNumber),
            }
                .Where(known => known.Value is not null)
                .Select(known => new MemberAlias
                {
                    OrgId = member.OrgId,
                    Field = known.Field,
                    Value = MemberAliasFields.Compared(known.Field, known.Value ?? ""),
                    MemberId = member.MemberId,
                }),
        ];
}
