using Loyalty.Catalog;
using Loyalty.Contracts;
using Loyalty.Embedded.Tests.Support;

namespace Loyalty.Embedded.Tests;

public sealed class SqliteCatalogListTests : CatalogListContract, IAsyncLifetime
{
    private readonly DataFolder folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    protected override Task<ICatalog> OpenAsync() => Task.FromResult<ICatalog>(folder.Catalog);
}
