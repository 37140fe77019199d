using System.Text.Json;
using Loyalty.Contracts;
using Loyalty.Embedded.Tests.Support;
using Loyalty.Messaging;
using Loyalty.PointsRequests;

namespace Loyalty.Embedded.Tests;

public sealed class SqliteRequestRegistryTests : RequestRegistryContract, IAsyncLifetime
{
    private readonly DataFolder folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    protected override Task<IRequestRegistry> OpenAsync() => Task.FromResult<IRequestRegistry>(folder.Registry);

    protected override async Task<IRequestRegistry> ReopenAsync()
    {
        await folder.CloseAsync();
        return folder.Registry;
    }

    protected override async Task<IReadOnlyList<PointsMessage>> QueuedAsync()
    {
        var queued = new List<PointsMessage>();
        await foreach (var message in folder.Audit.MessagesAsync())
            if (
                message.Queue == QueueNames.Points
                && JsonSerializer.Deserialize(message.Body, PointsJson.Default.PointsMessage) is { } body
            )
                queued.Add(body);
        return queued;
    }

    /// <summary>The table of messages is away for a moment, so the claim's commit fails half-way.</summary>
    protected override async Task BreakOffAsync(PointsMessage message)
    {
        var database = folder.Database;
        await database.NumberOfAsync(QueueNames.Points, CancellationToken.None);
        await RenameAsync("messages", "away");
        await Assert.ThrowsAsync<EmbeddedStoreException>(() =>
            folder.Registry.ClaimAsync(message, CancellationToken.None)
        );
        await RenameAsync("away", "messages");

        Task RenameAsync(string from, string to) =>
            database.WriteAsync(
                $"ALTER TABLE {from} RENAME TO {to}",
                static (session, sql) =>
                {
                    session.Execute(sql);
                    return 0;
                },
                CancellationToken.None
            );
    }
}
