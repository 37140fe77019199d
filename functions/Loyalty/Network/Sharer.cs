namespace Loyalty.Network;

/// <summary>On whose behalf something scarce is used.</summary>
/// <param name="Organisation">The organisation; empty = the operator of this platform.</param>
/// <param name="Client">The client; empty likewise. Clients' ids are unique over all organisations.</param>
internal readonly record struct Sharer(string Organisation, string Client)
{
    /// <summary>What the platform does for itself.</summary>
    public static readonly Sharer Operator = new("", "");

    public static Sharer Of(OrgId org, ClientId client) => new(org.Value, client.Value);
}
