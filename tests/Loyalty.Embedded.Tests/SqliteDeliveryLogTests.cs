using Loyalty.Callbacks;
using Loyalty.Contracts;
using Loyalty.Embedded.Tests.Support;

namespace Loyalty.Embedded.Tests;

public sealed class SqliteDeliveryLogTests : DeliveryLogContract, IAsyncLifetime
{
    private readonly DataFolder folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    protected override Task<IDeliveryLog> OpenAsync() => Task.FromResult<IDeliveryLog>(folder.Deliveries);

    protected override async Task<IDeliveryLog> ReopenAsync()
    {
        await folder.CloseAsync();
        return folder.Deliveries;
    }
}
