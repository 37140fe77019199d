using System.Text;
using Loyalty.Messaging;
using Microsoft.Extensions.Options;

namespace Loyalty.Embedded;

/// <summary>
/// Durable queues in SQLite, and the receiving side that the local host pumps with. Delivery is at least once, roughly
/// in order of due time. Messages are not compared by id: two with the same one are delivered both, and the handlers,
/// which must stand redelivery anyway, find the first one's outcome.
/// </summary>
public sealed class SqliteQueues(SqliteDatabase database, IOptions<EmbeddedOptions> options, TimeProvider time)
    : IMessageQueue,
        IMessageReceiver
{
    private const string CountSql = "SELECT count(*) FROM (SELECT 1 FROM messages WHERE key BETWEEN ? AND ? LIMIT ?)";
    private const string FirstSql = "SELECT min(key) FROM messages WHERE key BETWEEN ? AND ?";
    private const string ParkedSql = "SELECT count(*) FROM parked WHERE body ->> '$.queue' = ?";

    /// <inheritdoc/>
    public Task SendAsync(string queue, IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken) =>
        messages.Count == 0 ? Task.CompletedTask : SendAsync(queue, messages, [], cancellationToken);

    /// <inheritdoc/>
    public async Task SendAsync(
        string queue,
        IReadOnlyList<OutgoingMessage> messages,
        IReadOnlyList<ReceivedMessage> handled,
        CancellationToken cancellationToken
    )
    {
        var number = await database.NumberOfAsync(queue, cancellationToken);
        var now = time.GetUtcNow();
        var rows = new MessageRow[messages.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            var due = messages[i].NotBefore is { } notBefore && notBefore > now ? notBefore : now;
            rows[i] = new MessageRow(messages[i].MessageId, Encoding.UTF8.GetBytes(messages[i].Body), due);
        }

        var held = database.Messages.StillHeld(handled);
        try
        {
            await database.WriteAsync(
                (database.Messages, number, rows, held),
                static (session, state) =>
                {
                    foreach (var row in state.rows)
                        state.Messages.Add(session, state.number, row);
                    MessageTable.Remove(session, state.held);
                    return true;
                },
                cancellationToken
            );
            database.Messages.End(held);
        }
        finally
        {
            // After a fault they may be there or not.
            database.Messages.Wake(number, rows);
        }
    }

    /// <inheritdoc/>
    /// <remarks>One that has been delivered <see cref="EmbeddedOptions.MaxDeliveries"/> times is parked instead, as
    /// <c>{queue}-{message id}</c>.</remarks>
    public async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        string queue,
        int most,
        TimeSpan leaseFor,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        var number = await database.NumberOfAsync(queue, cancellationToken);
        var now = time.GetUtcNow();
        var order = new TakeOrder(queue, most, now, now + leaseFor, options.Value.MaxDeliveries);
        var taken = await database.ReadAsync(
            (database.Messages, number, order),
            static (session, state) => state.Messages.Take(session, state.number, state.order),
            cancellationToken
        );
        return taken.Exists(message => message.MustBeCounted) ? await CountAsync(taken, order) : taken;
    }

    /// <inheritdoc/>
    public async Task CompleteAsync(IReadOnlyList<ReceivedMessage> messages, CancellationToken cancellationToken)
    {
        var held = database.Messages.StillHeld(messages);
        if (held.Count == 0)
            return;
        await database.WriteAsync(
            held,
            static (session, held) =>
            {
                MessageTable.Remove(session, held);
                return true;
            },
            cancellationToken
        );
        database.Messages.End(held);
    }

    /// <inheritdoc/>
    public async Task AbandonAsync(
        IReadOnlyList<ReceivedMessage> messages,
        DateTimeOffset? notBefore,
        CancellationToken cancellationToken
    )
    {
        var held = database.Messages.StillHeld(messages);
        if (held.Count == 0)
            return;
        var now = time.GetUtcNow();
        var due = notBefore > now ? notBefore.Value : now;
        var back = await database.WriteAsync(
            (database.Messages, held, due),
            static (session, state) =>
                state
                    .held.Select(message => state.Messages.PutBack(session, message, state.due))
                    .OfType<MessageRow>()
                    .ToList(),
            cancellationToken
        );
        database.Messages.End(held);
        foreach (var rows in back.GroupBy(row => MessageKey.QueueOf(row.Key)))
            database.Messages.Wake(rows.Key, [.. rows]);
    }

    /// <inheritdoc/>
    public async Task WaitAsync(string queue, CancellationToken cancellationToken)
    {
        var number = await database.NumberOfAsync(queue, cancellationToken);
        while (true)
        {
            // Taken before looking: what is sent in between is not missed.
            var woken = database.Messages.NextWake(number);
            var now = time.GetUtcNow();
            var due = await database.ReadAsync(
                (database.Messages, number),
                static (session, state) => state.Messages.NextDue(session, state.number),
                cancellationToken
            );
            if (due <= now)
                return;

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var sleep = due is { } at ? Shorter(at - now) : Timeout.InfiniteTimeSpan;
            await Task.WhenAny(woken, Task.Delay(sleep, time, stop.Token));
            await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Which message is the next to be delivered, as a number that no other message of the queue has; null when none
    /// is due. While it stays the same, nobody takes anything from the queue.</summary>
    public async Task<long?> NextAsync(string queue, CancellationToken cancellationToken)
    {
        var number = await database.NumberOfAsync(queue, cancellationToken);
        return await database.ReadAsync(
            (database.Messages, number, time.GetUtcNow()),
            static (session, state) => state.Messages.NextKey(session, state.number, state.Item3),
            cancellationToken
        );
    }

    /// <summary>How much lies in the queue.</summary>
    public async Task<QueueDepth> DepthAsync(string queue, CancellationToken cancellationToken)
    {
        var number = await database.NumberOfAsync(queue, cancellationToken);
        return await database.ReadAsync(
            (queue, number, time.GetUtcNow()),
            static (session, state) => ReadDepth(session, state.queue, state.number, state.Item3),
            cancellationToken
        );
    }

    private async Task<IReadOnlyList<ReceivedMessage>> CountAsync(List<LeasedMessage> taken, TakeOrder order)
    {
        try
        {
            await database.WriteAsync(
                (database.Messages, taken, order),
                static (session, state) =>
                {
                    foreach (var message in state.taken.Where(message => message.MustBeCounted))
                        state.Messages.Count(session, message, state.order);
                    return true;
                },
                CancellationToken.None
            );
        }
        catch
        {
            // Not handed out, so free.
            database.Messages.Free(taken);
            throw;
        }

        var parked = taken.Where(message => message.DeliveryCount > order.MostDeliveries).ToList();
        database.Messages.End(parked);
        return [.. taken.Except(parked)];
    }

    private static QueueDepth ReadDepth(SqliteSession session, string queue, int number, DateTimeOffset now)
    {
        var first = MessageKey.Of(number, DateTimeOffset.MinValue, 0);
        var lastDue = MessageKey.LastOf(number, now);
        var last = MessageKey.LastOf(number, DateTimeOffset.MaxValue);
        TimeSpan? age = null;
        using (var row = session.Use(FirstSql).Bind(1, first).Bind(2, lastDue))
            if (row.Step() && row.OptionalInt64(0) is { } key)
                age = now - MessageKey.DueOf(key);
        return new QueueDepth(Count(first, lastDue), Count(lastDue + 1, last), Parked(), age);

        long Count(long from, long to)
        {
            using var row = session.Use(CountSql).Bind(1, from).Bind(2, to).Bind(3, QueueDepth.MostCounted);
            return row.Step() ? row.Int64(0) : 0;
        }

        long Parked()
        {
            using var row = session.Use(ParkedSql).Bind(1, queue);
            return row.Step() ? row.Int64(0) : 0;
        }
    }

    /// <summary>Whole milliseconds, rounded up: timers cut off the rest, and would wake before anything is due. They take no
    /// more than some weeks; whoever wakes early looks again.</summary>
    private static TimeSpan Shorter(TimeSpan sleep)
    {
        var most = TimeSpan.FromDays(1);
        return sleep < most ? TimeSpan.FromMilliseconds(Math.Ceiling(sleep.TotalMilliseconds)) : most;
    }
}

/// <summary>What lies in a queue.</summary>
/// <param name="Due">Messages that may be delivered by now, those being handled included; counting stops at
/// <see cref="MostCounted"/>.</param>
/// <param name="Later">Messages whose time has not come; counted likewise.</param>
/// <param name="Parked">Messages of this queue that were put aside.</param>
/// <param name="OldestAge">For how long the first of those due has been due; null when none is.</param>
public sealed record QueueDepth(long Due, long Later, long Parked, TimeSpan? OldestAge)
{
    /// <summary>Where counting stops, so that looking at a large backlog does not slow its handling.</summary>
    public const int MostCounted = 100_000;
}
