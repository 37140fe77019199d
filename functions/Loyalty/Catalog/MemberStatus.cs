namespace Loyalty.Catalog;

/// <summary>Whether a member may earn and redeem.</summary>
public enum MemberStatus
{
    Active = 0,
    Blocked = 1,
    Closed = 2,
}
