using Loyalty.Contracts;
using Loyalty.Embedded.Tests.Support;
using Loyalty.GroupRedemptions;

namespace Loyalty.Embedded.Tests;

public sealed class SqliteGroupRedemptionStoreTests : GroupRedemptionStoreContract, IAsyncLifetime
{
    private readonly DataFolder folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    protected override Task<IGroupRedemptionStore> OpenAsync() =>
        Task.FromResult<IGroupRedemptionStore>(folder.GroupRedemptions);

    protected override async Task<IGroupRedemptionStore> ReopenAsync()
    {
        await folder.CloseAsync();
        return folder.GroupRedemptions;
    }
}
