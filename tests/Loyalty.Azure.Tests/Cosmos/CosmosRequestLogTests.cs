using Loyalty.Azure.Cosmos;
using Loyalty.Azure.Tests.Support;
using Loyalty.Contracts;
using Loyalty.Contracts.Support;
using Loyalty.RequestLog;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.Tests.Cosmos;

public sealed class CosmosRequestLogTests : RequestLogContract, IDisposable
{
    private readonly CosmosScene scene;

    public CosmosRequestLogTests()
    {
        scene = new CosmosScene(Clock);
    }

    protected override ManualTimeProvider Clock { get; } = new();

    public void Dispose() => scene.Dispose();

    protected override Task<IRequestLog> OpenAsync() =>
        Task.FromResult<IRequestLog>(
            new CosmosRequestLog(scene.Containers, Options.Create(new CosmosOptions()), Clock)
        );

    protected override Task<IRequestLog> ReopenAsync()
    {
        scene.Reopen();
        return OpenAsync();
    }

    protected override void Settle() => Clock.Advance(new CosmosOptions().JournalLag + TimeSpan.FromMilliseconds(1));

    /// <summary>Each says itself when it goes.</summary>
    protected override int LeftBehind => 1;

    protected override void AssertGone(IRequestLog log) =>
        Assert.All(
            scene.Server.Container("requestlog").All(null, null),
            document => Assert.Contains("\"ttl\":2592000", System.Text.Encoding.UTF8.GetString(document.Json))
        );
}
