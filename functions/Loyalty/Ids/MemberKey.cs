namespace Loyalty;

/// <summary>One member of one organisation: the partition of everything the ledger keeps about it.</summary>
public readonly record struct MemberKey(OrgId OrgId, MemberId MemberId)
{
    /// <summary>The partition key. An organisation's id has no <c>|</c>, so no two members share one.</summary>
    public override string ToString() => $"{OrgId}|{MemberId}";
}
