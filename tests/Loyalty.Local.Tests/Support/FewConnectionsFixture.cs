namespace Loyalty.Local.Tests.Support;

/// <summary>A host that holds few connections.</summary>
public sealed class FewConnectionsFixture() : HostFixture(clocked: false, ("Local:MaxConnections", "40"));
