namespace Loyalty.Ledger.Rules;

/// <summary>One member's account in one program. The org and member are the store's partition.</summary>
public readonly record struct AccountKey(OrgId OrgId, MemberId MemberId, ProgramId ProgramId)
{
    /// <summary>The partition that the account lies in.</summary>
    public MemberKey Member => new(OrgId, MemberId);
}
