namespace Loyalty.Local.Tests.Support;

/// <summary>As <see cref="CosmosHostFixture"/>, on a clock that stands still until a test moves it.</summary>
public sealed class ClockedCosmosFixture : ClockedHostFixture
{
    protected override Task<(string Name, string Value)[]> StoreAsync() => CosmosAccount.NewDatabaseAsync();
}
