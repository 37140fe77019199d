using System.Text.Json;
using Loyalty.Messaging;
using Loyalty.PointsRequests;

namespace Loyalty.Embedded;

/// <summary>Used request ids in SQLite. The claim and the queued message are one commit.</summary>
public sealed class SqliteRequestRegistry(SqliteDatabase database, TimeProvider time) : IRequestRegistry
{
    private const string ReadSql = "SELECT body FROM claims WHERE seq = ?";
    private const string ClaimSql = "INSERT INTO claims (id, body) VALUES (?, ?)";

    /// <inheritdoc/>
    public async Task<PointsMessage?> ClaimAsync(PointsMessage message, CancellationToken cancellationToken)
    {
        var key = RowKey.Of(EntryId.For(message.ClientId, message.RequestId));
        var body = JsonSerializer.SerializeToUtf8Bytes(message, PointsJson.Default.PointsMessage);
        var queue = await database.NumberOfAsync(QueueNames.Points, cancellationToken);
        var queued = new MessageRow(message.TransactionId.ToString(), body, time.GetUtcNow());
        PointsMessage? earlier = null;
        try
        {
            earlier = await database.WriteAsync(
                (database, key, body, queue, queued),
                static (session, state) =>
                {
                    if (Read(session, state.database.ClaimKeys.FindInWrite(session, state.key)) is { } earlier)
                        return earlier;
                    session.Use(ClaimSql).BindBlob(1, RowKey.Bytes(state.key)).Bind(2, state.body).Run();
                    state.database.ClaimKeys.Add(state.key, session.LastRow);
                    state.database.Messages.Add(session, state.queue, state.queued);
                    return null;
                },
                cancellationToken
            );
        }
        finally
        {
            // After a fault the message may be there or not.
            if (earlier is null)
                database.Messages.Wake(queue, queued);
        }

        return earlier;
    }

    /// <inheritdoc/>
    public ValueTask<PointsMessage?> FindAsync(ClientId client, RequestId request, CancellationToken cancellationToken)
    {
        var key = RowKey.Of(EntryId.For(client, request));
        return database.ReadAsync(
            (database.ClaimKeys, key),
            static (session, state) => Read(session, state.ClaimKeys.Find(session, state.key)),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Claim> LooseAsync(
        DateTimeOffset from,
        DateTimeOffset before,
        CancellationToken cancellationToken
    ) => AsyncEnumerable.Empty<Claim>();

    private static PointsMessage? Read(SqliteSession session, long? row)
    {
        if (row is not { } seq)
            return null;
        using var claim = session.Use(ReadSql).Bind(1, seq);
        return claim.Step() ? Documents.Read(claim.Bytes(0), PointsJson.Default.PointsMessage) : null;
    }
}
