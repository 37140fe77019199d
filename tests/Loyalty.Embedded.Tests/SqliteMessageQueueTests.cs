using Loyalty.Contracts;
using Loyalty.Embedded.Tests.Support;
using Loyalty.Messaging;

namespace Loyalty.Embedded.Tests;

public sealed class SqliteMessageQueueTests : MessageQueueContract, IAsyncLifetime
{
    private readonly DataFolder folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    protected override Task<IMessageQueue> OpenAsync() => Task.FromResult<IMessageQueue>(folder.Queues);

    protected override DateTimeOffset Now => folder.Time.GetUtcNow();

    protected override Task ReopenAsync() => folder.CloseAsync();

    protected override async Task<IReadOnlyList<OutgoingMessage>> WaitingAsync(string queue)
    {
        var waiting = new List<OutgoingMessage>();
        await foreach (var message in folder.Audit.MessagesAsync())
            if (message.Queue == queue)
                waiting.Add(new OutgoingMessage(message.MessageId, message.Body, message.Due));
        return waiting;
    }
}
