namespace Loyalty.Network;

/// <summary>On whose behalf something scarce is used.</summary>
/// <param name="Organisation">The organisation; empty = the operator of this platform.</param>
/// <param name="Client">The client, whose id is unique over all organisations, or a text that no client has for an id where
/// it is the organisation itself; empty likewise.</param>
internal readonly record struct Sharer(string Organisation, string Client)
{
    /// <summary>What the platform does for itself.</summary>
    public static readonly Sharer Operator = new("", "");

    /// <param name="org">The organisation.</param>
    /// <param name="client">Its client; null = the organisation itself.</param>
    public static Sharer Of(OrgId org, ClientId? client) => new(org.Value, client?.Value ?? $"{org}|");
}
