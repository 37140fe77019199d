using Loyalty.Catalog;
using Loyalty.Identity;

namespace Loyalty.Management.Members;

/// <content>Erasing.</content>
public sealed partial class MemberRegister
{
    /// <summary>
    /// Erases a member's personal data: the status becomes closed, the books go on under the id alone. The date of the
    /// erasure is written last, so it never says what is not true yet; until then it can be asked for again.
    /// </summary>
    public async Task<Outcome<MemberDocument>> EraseAsync(
        Caller caller,
        string userId,
        IfMatch? ifMatch,
        CancellationToken cancellationToken
    )
    {
        if (await ReadAsync(caller.OrgId, userId, cancellationToken) is not { } found)
            return Refusal.NotFound;
        if (EntityTags.Check(ifMatch, found.ETag) is var refusal and not Refusal.None)
            return refusal;
        var before = found.Value;
        var held = await aliases.ReadAsync(MemberAliases.Of(before), cancellationToken);
        // From here on, a change of the member that was under way fails: nothing brings an alias back.
        var closed = before with
        {
            Status = MemberStatus.Closed,
        };
        if (
            await catalog.ReplaceAsync(closed, found.ETag, cancellationToken) is not { } etag
            || !await aliases.RemoveAsync(held, cancellationToken)
        )
            return Refusal.PreconditionFailed;
        if (outbox is not null)
            await outbox.ForgetAsync(before.OrgId, before.MemberId, cancellationToken);
        var erased = new Member
        {
            OrgId = before.OrgId,
            MemberId = before.MemberId,
            Status = MemberStatus.Closed,
            ErasedAt = before.ErasedAt ?? time.GetUtcNow(),
        };
        var record = Record(caller, "erase", before, erased);
        if (await catalog.ReplaceAsync(erased, etag, record, cancellationToken) is not { } last)
            return Refusal.PreconditionFailed;
        if (residue is not null)
            await residue.ClearAsync(cancellationToken);
        return await DoneAsync(erased, last, cancellationToken);
    }
}
