using Loyalty.Contracts;
using Loyalty.Embedded.Tests.Support;
using Loyalty.Messaging;

namespace Loyalty.Embedded.Tests;

public sealed class SqliteReceiverTests : MessageReceiverContract, IAsyncLifetime
{
    private readonly DataFolder folder = new();

    public SqliteReceiverTests()
    {
        folder.Options.MaxDeliveries = MostDeliveries;
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    protected override TimeSpan Lease => TimeSpan.FromSeconds(30);

    protected override DateTimeOffset Now => folder.Time.GetUtcNow();

    protected override IMessageQueue Queue => folder.Queues;

    protected override IQueueReader Reader => folder.Audit;

    protected override IMessageReceiver Open() => folder.Queues;

    protected override Task ReopenAsync() => folder.CloseAsync();

    protected override void Advance(TimeSpan by) => folder.Time.Advance(by);

    protected override async Task<IReadOnlyList<(string Body, string Reason)>> GivenUpAsync(int count)
    {
        var parked = (await folder.Parking.PageAsync(null, 10, CancellationToken.None)).Items;
        Assert.Equal(count, parked.Count);
        return [.. parked.Select(message => (message.Body, message.Reason))];
    }
}
