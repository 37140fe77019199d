using Loyalty.Azure.Cosmos;
using Loyalty.Azure.Tests.Support;
using Loyalty.Contracts;
using Loyalty.Programs;

namespace Loyalty.Azure.Tests.Cosmos;

public sealed class CosmosIssueStoreTests : IssueStoreContract, IDisposable
{
    private readonly CosmosScene scene = new();

    public void Dispose() => scene.Dispose();

    protected override Task<IIssueStore> OpenAsync() =>
        Task.FromResult<IIssueStore>(new CosmosIssueStore(scene.Containers));

    protected override Task<IIssueStore> ReopenAsync()
    {
        scene.Reopen();
        return OpenAsync();
    }
}
