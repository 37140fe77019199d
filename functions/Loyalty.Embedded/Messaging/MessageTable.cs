using System.Collections.Concurrent;
using Loyalty.Messaging;

namespace Loyalty.Embedded;

/// <summary>
/// The rows of all queues. Every opening of the file has a number, and a lease counts only under the number it was
/// given under: the leases of a dead process are void at once, without a row being touched.
/// </summary>
internal sealed class MessageTable
{
    private const string AddSql =
        "INSERT INTO messages (key, lease_until, leased_by, deliveries, id, body) VALUES (?, 0, 0, ?, ?, ?) "
        + "ON CONFLICT DO NOTHING";
    private const string TakeSql = """
        UPDATE messages SET deliveries = deliveries + 1, lease_until = ?1, leased_by = ?2
        WHERE key IN (
          SELECT key FROM messages
          WHERE key BETWEEN ?3 AND ?4 AND (lease_until <= ?5 OR leased_by <> ?2) ORDER BY key LIMIT ?6)
        RETURNING key, deliveries, id, body
        """;
    private const string CompleteSql = "DELETE FROM messages WHERE key = ? AND deliveries = ?";
    private const string AbandonSql = "DELETE FROM messages WHERE key = ? AND deliveries = ? RETURNING id, body";
    private const string FirstFreeSql = """
        SELECT key FROM messages
        WHERE key BETWEEN ?1 AND ?2 AND (lease_until = 0 OR leased_by <> ?3) ORDER BY key LIMIT 1
        """;
    private const string FirstLeaseSql =
        "SELECT min(lease_until) FROM messages WHERE key BETWEEN ?1 AND ?2 AND lease_until > 0";

    private readonly ConcurrentDictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, Signal> signals = new();
    private readonly long opening;
    private int tie;

    /// <summary>For a file that is only read.</summary>
    public MessageTable() { }

    public MessageTable(SqliteSession session)
    {
        session.Execute("UPDATE counters SET value = value + 1 WHERE name = 'openings'");
        opening = session.ReadInt64("SELECT value FROM counters WHERE name = 'openings'");
        using var rows = session.Use("SELECT no, name FROM queues");
        while (rows.Step())
            numbers[rows.Text(1)] = (int)rows.Int64(0);
    }

    public bool TryNumberOf(string queue, out int number) => numbers.TryGetValue(queue, out number);

    /// <summary>The queue's number, given to it now if it has none. To be remembered once it is committed.</summary>
    public static int GiveNumber(SqliteSession session, string queue)
    {
        session.Use("INSERT INTO queues (name) VALUES (?) ON CONFLICT DO NOTHING").Bind(1, queue).Run();
        using var row = session.Use("SELECT no FROM queues WHERE name = ?").Bind(1, queue);
        var number = row.Step() ? (int)row.Int64(0) : 0;
        return number is > 0 and <= MessageKey.MostQueues
            ? number
            : throw new EmbeddedStoreException($"More than {MessageKey.MostQueues} queues.");
    }

    public void Remember(string queue, int number) => numbers[queue] = number;

    /// <summary>Puts a message in; <paramref name="deliveries"/> is what it has been through already.</summary>
    public void Add(SqliteSession session, int queue, MessageRow message, long deliveries = 0)
    {
        for (var tries = 0; ; tries++)
        {
            // Where every place of a millisecond is taken, the next one will do.
            var due = message.Due.AddMilliseconds(tries / MessageKey.PlacesPerMillisecond);
            var key = MessageKey.Of(queue, due, tie++);
            var added = session.Use(AddSql).Bind(1, key).Bind(2, deliveries).Bind(3, message.Id).Bind(4, message.Body);
            if (added.Run() == 1)
                return;
        }
    }

    /// <summary>Leases what is due, oldest first; what was delivered too often is parked instead.</summary>
    public List<LeasedMessage> Take(SqliteSession session, int queue, TakeOrder order)
    {
        var taken = new List<LeasedMessage>();
        using (
            var rows = session
                .Use(TakeSql)
                .Bind(1, order.LeaseUntil.ToUnixTimeMilliseconds())
                .Bind(2, opening)
                .Bind(3, MessageKey.Of(queue, DateTimeOffset.MinValue, 0))
                .Bind(4, MessageKey.LastOf(queue, order.Now))
                .Bind(5, order.Now.ToUnixTimeMilliseconds())
                .Bind(6, order.Most)
        )
            while (rows.Step())
                taken.Add(
                    new LeasedMessage
                    {
                        Key = rows.Int64(0),
                        DeliveryCount = (int)rows.Int64(1),
                        MessageId = rows.Text(2),
                        Body = rows.Text(3),
                    }
                );

        foreach (var message in taken)
            if (message.DeliveryCount > order.MostDeliveries)
                ParkedTable.Park(session, Exhausted(message, order));
        foreach (var message in taken)
            if (message.DeliveryCount > order.MostDeliveries)
                Complete(session, message);
        taken.RemoveAll(m => m.DeliveryCount > order.MostDeliveries);
        // SQLite returns changed rows in no promised order.
        taken.Sort(static (left, right) => left.Key.CompareTo(right.Key));
        return taken;
    }

    /// <summary>Removes a message; nothing happens when its lease was lost to another.</summary>
    public static void Complete(SqliteSession session, LeasedMessage message) =>
        session.Use(CompleteSql).Bind(1, message.Key).Bind(2, message.DeliveryCount).Run();

    /// <summary>Gives a message back for later; nothing happens when its lease was lost to another.</summary>
    public void Abandon(SqliteSession session, LeasedMessage message, DateTimeOffset due)
    {
        MessageRow back;
        using (var row = session.Use(AbandonSql).Bind(1, message.Key).Bind(2, message.DeliveryCount))
        {
            if (!row.Step())
                return;
            back = new MessageRow(row.Text(0), row.Bytes(1).ToArray(), due);
        }
        Add(session, MessageKey.QueueOf(message.Key), back, message.DeliveryCount);
    }

    /// <summary>The key of the message that is the next to be delivered; null when none is due.</summary>
    public long? NextKey(SqliteSession session, int queue, DateTimeOffset now)
    {
        using var row = session
            .Use(FirstFreeSql)
            .Bind(1, MessageKey.Of(queue, DateTimeOffset.MinValue, 0))
            .Bind(2, MessageKey.LastOf(queue, now))
            .Bind(3, opening);
        return row.Step() ? row.Int64(0) : null;
    }

    /// <summary>When the queue next has something to deliver; null = not before something is sent.</summary>
    public DateTimeOffset? NextDue(SqliteSession session, int queue, DateTimeOffset now)
    {
        DateTimeOffset? due = null;
        var first = MessageKey.Of(queue, DateTimeOffset.MinValue, 0);
        using (
            var row = session
                .Use(FirstFreeSql)
                .Bind(1, first)
                .Bind(2, MessageKey.LastOf(queue, DateTimeOffset.MaxValue))
                .Bind(3, opening)
        )
            if (row.Step())
                due = MessageKey.DueOf(row.Int64(0));
        if (due <= now)
            return due;

        // Nothing is free by now, so whatever is due is leased, and there are no more of those than are being handled.
        using var lease = session.Use(FirstLeaseSql).Bind(1, first).Bind(2, MessageKey.LastOf(queue, now));
        if (lease.Step() && lease.OptionalInt64(0) is { } until)
        {
            var freed = DateTimeOffset.FromUnixTimeMilliseconds(until);
            due = due < freed ? due : freed;
        }
        return due;
    }

    /// <summary>Tells the queue's receivers that something has changed.</summary>
    public void Wake(int queue) => SignalOf(queue).Set();

    /// <summary>Ends at the next <see cref="Wake"/> after this call.</summary>
    public Task NextWake(int queue) => SignalOf(queue).Next;

    private Signal SignalOf(int queue) => signals.GetOrAdd(queue, static _ => new Signal());

    private static ParkedMessage Exhausted(LeasedMessage message, TakeOrder order) =>
        new()
        {
            ParkedId = $"{order.Queue}-{message.MessageId}",
            Queue = order.Queue,
            Body = message.Body,
            Reason = $"Delivered {order.MostDeliveries} times without success.",
            ParkedAt = order.Now,
        };
}

/// <summary>What a receiver asks for.</summary>
internal sealed record TakeOrder(
    string Queue,
    int Most,
    DateTimeOffset Now,
    DateTimeOffset LeaseUntil,
    int MostDeliveries
);

/// <summary>Wakes everyone who waits, once for each time it is set.</summary>
internal sealed class Signal
{
    private TaskCompletionSource next = New();

    /// <summary>Ends when the signal is set after this call.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    public void Set()
    {
        // Nobody waits most of the time; a signal that was never looked at need not be replaced, but it is cheap.
        Interlocked.Exchange(ref next, New()).SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
