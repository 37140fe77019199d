namespace Loyalty.Catalog;

/// <summary>Whom a program takes.</summary>
public static class Enrolment
{
    /// <summary>Why a member can neither be given points nor spend any; none = both can be.</summary>
    /// <param name="program">The program.</param>
    /// <param name="status">The member's status; null = unknown to the organisation.</param>
    public static Refusal WhyNot(this PointProgram program, MemberStatus? status) =>
        status switch
        {
            MemberStatus.Active => Refusal.None,
            MemberStatus.Blocked => Refusal.MemberBlocked,
            MemberStatus.Closed => Refusal.MemberClosed,
            null => program.AutoEnrol ? Refusal.None : Refusal.MemberUnknown,
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
        };

    /// <summary>The member, or null; where the program enrols by itself, an unknown one is registered.</summary>
    public static async ValueTask<Member?> FindOrEnrolAsync(
        this CachedCatalog catalog,
        MemberKey key,
        PointProgram program,
        CancellationToken cancellationToken
    )
    {
        var found = await catalog.FindAsync<Member>(Member.KeyOf(key.OrgId, key.MemberId), cancellationToken);
        if (found is not null || !program.AutoEnrol)
            return found;
        var member = new Member { OrgId = key.OrgId, MemberId = key.MemberId };
        await catalog.CreateAsync(member, cancellationToken);
        return await catalog.FindAsync<Member>(member.Key, cancellationToken);
    }
}
