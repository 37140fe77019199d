using System.Text.Json;
using Loyalty.Messaging;

namespace Loyalty.Embedded;

/// <summary>The rows of parked messages.</summary>
internal static class ParkedTable
{
    private const string ParkSql =
        "INSERT INTO parked (id, at, body) VALUES (?, ?, ?) "
        + "ON CONFLICT (id) DO UPDATE SET at = excluded.at, body = excluded.body";

    public static void Park(SqliteSession session, ParkedMessage message) =>
        session
            .Use(ParkSql)
            .Bind(1, message.ParkedId)
            .Bind(2, message.ParkedAt.UtcTicks)
            .Bind(3, JsonSerializer.SerializeToUtf8Bytes(message, MessageJson.Default.ParkedMessage))
            .Run();
}
