using Loyalty.Contracts;
using Loyalty.Contracts.Support;
using Loyalty.Embedded.Tests.Support;
using Loyalty.Messaging;

namespace Loyalty.Embedded.Tests;

public sealed class SqliteBacklogTests : BacklogContract, IAsyncLifetime
{
    private readonly DataFolder folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    protected override ManualTimeProvider Clock => folder.Time;

    protected override bool Counts => true;

    protected override (IMessageQueue Queue, IMessageReceiver Receiver, IBacklog Backlog) Open() =>
        (folder.Queues, folder.Queues, new SqliteBacklog(folder.Queues));
}
