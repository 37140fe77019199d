using System.Text.Json.Nodes;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Messaging;

namespace Loyalty.Management.Operations;

/// <summary>
/// Shows messages that could not be handled, has them handled again, or gives them up. A message is its organisation's
/// alone, by what stands in it. One that cannot be read is nobody's: those who may change things see that it is there and
/// why, but not what it says, and cannot touch it, because it may be another organisation's.
/// </summary>
public sealed class ParkedRegister(
    IParking parking,
    IMessageQueue queue,
    ParkedSettlement settlement,
    ICatalog catalog,
    AuditRecords audit,
    TimeProvider time
)
{
    private const string Kind = "parked";

    /// <summary>Parked messages, oldest first.</summary>
    public async Task<Page<ParkedDocument>> ListAsync(
        Caller caller,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var page = await parking.PageAsync(caller.OrgId, SeesUnreadable(caller), cursor, limit, cancellationToken);
        return page.Select(message => ParkedDocument.Of(message, message.Read()?.Body));
    }

    /// <summary>A parked message; null = there is none for the caller to see.</summary>
    public async Task<ParkedDocument?> FindAsync(Caller caller, string parkedId, CancellationToken cancellationToken) =>
        await parking.FindAsync(parkedId, cancellationToken) is { } message
        && message.Read() is var content
        && IsShown(caller, content?.Owner)
            ? ParkedDocument.Of(message, content?.Body)
            : null;

    /// <summary>Sends a message to its queue again and parks it no longer.</summary>
    /// <returns>The message as it was; or why not.</returns>
    public async Task<(ParkedDocument? Message, Refusal Refusal)> RetryAsync(
        Caller caller,
        string parkedId,
        CancellationToken cancellationToken
    )
    {
        var (message, shown, refusal) = await OwnAsync(caller, parkedId, cancellationToken);
        if (message is null || shown is null)
            return (null, refusal);
        await RecordAsync(caller, "retry", shown, cancellationToken);
        // An id of its own: under the first one, the queue's duplicate detection might drop it.
        var again = new OutgoingMessage(FreshId.Create("retry", time.GetUtcNow()), message.Body);
        await queue.SendAsync(message.Queue, [again], cancellationToken);
        // Not before it is sent, or a crash would lose it. Should it be parked again by now, it stays.
        await parking.RemoveAsync(message, cancellationToken);
        return (shown, Refusal.None);
    }

    /// <summary>Gives a message up: whoever waits for it is told that it failed.</summary>
    public async Task<Refusal> DropAsync(Caller caller, string parkedId, CancellationToken cancellationToken)
    {
        var (message, shown, refusal) = await OwnAsync(caller, parkedId, cancellationToken);
        if (message is null || shown is null)
            return refusal;
        await RecordAsync(caller, "drop", shown, cancellationToken);
        await settlement.GiveUpAsync(message, cancellationToken);
        await parking.RemoveAsync(message, cancellationToken);
        return Refusal.None;
    }

    private async Task<(ParkedMessage? Message, ParkedDocument? Shown, Refusal Refusal)> OwnAsync(
        Caller caller,
        string parkedId,
        CancellationToken cancellationToken
    )
    {
        var message = await parking.FindAsync(parkedId, cancellationToken);
        var content = message?.Read();
        if (message is null || !IsShown(caller, content?.Owner))
            return (null, null, Refusal.NotFound);
        return content is var (_, body)
            ? (message, ParkedDocument.Of(message, body), Refusal.None)
            : (null, null, Refusal.Forbidden);
    }

    private Task RecordAsync(Caller caller, string action, ParkedDocument shown, CancellationToken cancellationToken) =>
        catalog.RecordAsync(audit.Of(caller, action, Kind, shown.ParkedId, shown, null), cancellationToken);

    private static bool IsShown(Caller caller, OrgId? owner) =>
        owner is null ? SeesUnreadable(caller) : owner == caller.OrgId;

    private static bool SeesUnreadable(Caller caller) => caller.May(Scopes.Manage);
}

/// <summary>A message that could not be handled, as callers of the management API see it.</summary>
public sealed record ParkedDocument
{
    public required string ParkedId { get; init; }

    /// <summary><c>points</c> or <c>callbacks</c>.</summary>
    public required string Queue { get; init; }
    public required string Reason { get; init; }
    public required DateTimeOffset ParkedAt { get; init; }

    /// <summary>The message, URLs in it without their query; null = it cannot be read, and so nobody can tell whose it
    /// is.</summary>
    public JsonObject? Body { get; init; }

    internal static ParkedDocument Of(ParkedMessage message, JsonObject? body) =>
        new()
        {
            ParkedId = message.ParkedId,
            Queue = message.Queue,
            Reason = message.Reason,
            ParkedAt = message.ParkedAt,
            Body = body is null ? null : Shown(body),
        };

    private static JsonObject Shown(JsonObject body)
    {
        foreach (var name in new[] { "url", "callbackUrl" })
            if (body[name] is JsonValue value && value.TryGetValue<string>(out var url))
                body[name] = DeliveryDocument.WithoutQuery(url);
        return body;
    }
}
