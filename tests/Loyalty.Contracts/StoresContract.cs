using Loyalty.Contracts.Support;

namespace Loyalty.Contracts;

/// <summary>What stands on several stores of one data folder or account, which are empty before each test.</summary>
public abstract class StoresContract(IStores stores) : IAsyncLifetime
{
    protected IStores Stores => stores;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => stores.DisposeAsync().AsTask();
}
