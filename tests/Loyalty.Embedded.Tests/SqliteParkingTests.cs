using Loyalty.Contracts;
using Loyalty.Embedded.Tests.Support;
using Loyalty.Messaging;

namespace Loyalty.Embedded.Tests;

public sealed class SqliteParkingTests : ParkingContract, IAsyncLifetime
{
    private readonly DataFolder folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    protected override Task<IParking> OpenAsync() => Task.FromResult<IParking>(folder.Parking);

    protected override async Task<IParking> ReopenAsync()
    {
        await folder.CloseAsync();
        return folder.Parking;
    }
}
