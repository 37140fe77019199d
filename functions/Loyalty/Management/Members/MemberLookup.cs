using Loyalty.Catalog;

namespace Loyalty.Management.Members;

/// <summary>Finds members by what people know about them.</summary>
public sealed class MemberLookup(CachedCatalog catalog)
{
    /// <summary>The field of e-mail addresses.</summary>
    public const string Email = MemberAliases.Email;

    /// <summary>The member whose field has this value, or null.</summary>
    /// <param name="org">The organisation.</param>
    /// <param name="field">One of <see cref="MemberAlias.Field"/>'s.</param>
    /// <param name="value">As the caller wrote it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask<Member?> FindAsync(
        OrgId org,
        string field,
        string value,
        CancellationToken cancellationToken
    )
    {
        var region = await catalog.RegionOfAsync(org, cancellationToken);
        var key = MemberAlias.KeyOf(org, field, MemberAliases.Compared(field, value, region));
        if (await catalog.FindAsync<MemberAlias>(key, cancellationToken) is not { } alias)
            return null;
        var member = await catalog.FindAsync<Member>(Member.KeyOf(org, alias.MemberId), cancellationToken);
        return member is not null && MemberAliases.Of(member).Contains(alias) ? member : null;
    }
}
