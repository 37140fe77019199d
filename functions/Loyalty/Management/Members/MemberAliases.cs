using Loyalty.Catalog;

namespace Loyalty.Management.Members;

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
                (MemberAliasDraft.Mobile, member.Mobile),
                (MemberAliasDraft.Email, member.Email),
                (MemberAliasDraft.ExternalId, member.ExternalId),
                (MemberAliasDraft.CardNumber, member.CardNumber),
            }
                .Where(known => known.Value is not null)
                .Select(known => new MemberAlias
                {
                    OrgId = member.OrgId,
                    Field = known.Field,
                    Value = MemberAliasDraft.Compared(known.Field, known.Value ?? ""),
                    MemberId = member.MemberId,
                }),
        ];
}
