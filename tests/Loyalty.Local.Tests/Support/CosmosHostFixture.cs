namespace Loyalty.Local.Tests.Support;

/// <summary>A running local host whose store is a database of its own in Cosmos DB.</summary>
public sealed class CosmosHostFixture : HostFixture
{
    protected override Task<(string Name, string Value)[]> StoreAsync() => CosmosAccount.NewDatabaseAsync();
}
