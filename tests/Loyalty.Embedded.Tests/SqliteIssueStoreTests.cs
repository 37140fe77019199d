using Loyalty.Contracts;
using Loyalty.Embedded.Tests.Support;
using Loyalty.Programs;

namespace Loyalty.Embedded.Tests;

public sealed class SqliteIssueStoreTests : IssueStoreContract, IAsyncLifetime
{
    private readonly DataFolder folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    protected override Task<IIssueStore> OpenAsync() => Task.FromResult<IIssueStore>(folder.Issues);

    protected override async Task<IIssueStore> ReopenAsync()
    {
        await folder.CloseAsync();
        return folder.Issues;
    }
}
