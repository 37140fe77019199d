using Loyalty.Azure.Cosmos;
using Loyalty.Azure.Tests.Support;
using Loyalty.Budgets;
using Loyalty.Contracts;

namespace Loyalty.Azure.Tests.Cosmos;

public sealed class CosmosBudgetStoreTests : BudgetStoreContract, IDisposable
{
    private readonly CosmosScene scene = new();

    public void Dispose() => scene.Dispose();

    protected override Task<IBudgetStore> OpenAsync() =>
        Task.FromResult<IBudgetStore>(new CosmosBudgetStore(scene.Containers));

    protected override Task<IBudgetStore> ReopenAsync()
    {
        scene.Reopen();
        return OpenAsync();
    }
}
