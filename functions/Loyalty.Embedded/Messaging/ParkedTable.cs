using System.Text.Json;
using Loyalty.Messaging;

namespace Loyalty.Embedded;

/// <summary>The rows of parked messages.</summary>
internal static class ParkedTable
{
    /// <summary>The owner of what cannot be read; no organisation has such an id.</summary>
    public const string Nobody = "";

    private const string ParkSql =
        "INSERT INTO parked (id, at, body, owner) VALUES (?, ?, ?, ?) "
        + "ON CONFLICT (id) DO UPDATE SET at = excluded.at, body = excluded.body, owner = excluded.owner";
    private const string AllSql = "SELECT body FROM parked";

    public static void Park(SqliteSession session, ParkedMessage message) =>
        session
            .Use(ParkSql)
            .Bind(1, message.ParkedId)
            .Bind(2, message.ParkedAt.UtcTicks)
            .Bind(3, JsonSerializer.SerializeToUtf8Bytes(message, MessageJson.Default.ParkedMessage))
            .Bind(4, message.Read()?.Owner.Value ?? Nobody)
            .Run();

    /// <summary>Notes whose they are of messages that were parked before that was noted.</summary>
    public static void NoteOwners(SqliteSession session)
    {
        var messages = new List<ParkedMessage>();
        using (var rows = session.Use(AllSql))
            while (rows.Step())
                messages.Add(Documents.Read(rows.Bytes(0), MessageJson.Default.ParkedMessage));
        foreach (var message in messages)
            Park(session, message);
    }
}
