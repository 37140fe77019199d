using System.Collections.Concurrent;
using Loyalty.Messaging;

namespace Loyalty.Embedded;

/// <summary>
/// The rows of all queues. A row is written when its message is sent and removed when it is done; who has it in between
/// is known in memory alone (<see cref="Leases"/>), as one process has the file to itself. Every opening of the file has a
/// number, and a row says under which it was written: one from before may have been in the hands of a dead process, so
/// it counts as delivered once more, and from then on its deliveries are written down before they are made. Whatever
/// ends the process each time is so given up in the end.
/// </summary>
internal sealed class MessageTable
{
    private const string AddSql =
        "INSERT INTO messages (key, opening, deliveries, id, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    private const string DueSql =
        "SELECT key, opening, deliveries, id, body FROM messages WHERE key BETWEEN ? AND ? ORDER BY key";
    private const string CountSql = "UPDATE messages SET opening = ?, deliveries = ? WHERE key = ?";
    private const string RemoveSql = "DELETE FROM messages WHERE key = ?";
    private const string TakeOutSql = "DELETE FROM messages WHERE key = ? RETURNING id, body";
    private const string KeysSql = "SELECT key FROM messages WHERE key BETWEEN ? AND ? ORDER BY key";

    private readonly ConcurrentDictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, Signal> signals = new();
    private readonly ConcurrentDictionary<int, Leases> leases = new();
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
            var added = session
                .Use(AddSql)
                .Bind(1, key)
                .Bind(2, opening)
                .Bind(3, deliveries)
                .Bind(4, message.Id)
                .Bind(5, message.Body);
            if (added.Run() == 0)
                continue;
            message.Key = key;
            return;
        }
    }

    /// <summary>Leases what is due, oldest first.</summary>
    public List<LeasedMessage> Take(SqliteSession session, int queue, TakeOrder order) =>
        LeasesOf(queue)
            .With(leases =>
            {
                var taken = new List<LeasedMessage>();
                leases.FreeLost(order.Now);
                using var rows = session
                    .Use(DueSql)
                    .Bind(1, FirstFreeOf(queue, leases))
                    .Bind(2, MessageKey.LastOf(queue, order.Now));
                while (taken.Count < order.Most && rows.Step())
                {
                    var key = rows.Int64(0);
                    if (leases.IsFree(key, order.Now, out var before))
                    {
                        var message = Leased(rows, before, order);
                        taken.Add(message);
                        leases.Hold(message, order.LeaseUntil);
                    }

                    leases.HeldUpTo(key);
                }

                return taken;
            });

    /// <summary>Writes a delivery down before it is made; parks the message instead where there were too many.</summary>
    public void Count(SqliteSession session, LeasedMessage message, TakeOrder order)
    {
        if (message.DeliveryCount > order.MostDeliveries)
        {
            ParkedTable.Park(session, Exhausted(message, order));
            Remove(session, [message]);
            return;
        }

        session.Use(CountSql).Bind(1, opening).Bind(2, message.DeliveryCount - 1).Bind(3, message.Key).Run();
    }

    /// <summary>Those of the messages that are of these queues, and whose lease was not lost to another.</summary>
    public List<LeasedMessage> StillHeld(IEnumerable<ReceivedMessage> messages) =>
        [
            .. messages
                .OfType<LeasedMessage>()
                .Where(message => LeasesOf(message).With(leases => leases.IsHeld(message))),
        ];

    /// <summary>Ends leases: once what became of the messages is durable.</summary>
    public void End(IEnumerable<LeasedMessage> messages)
    {
        foreach (var message in messages)
            LeasesOf(message).With(leases => leases.End(message));
    }

    /// <summary>Lets go of messages that nobody has been given.</summary>
    public void Free(IEnumerable<LeasedMessage> messages)
    {
        foreach (var message in messages)
            LeasesOf(message)
                .With(leases =>
                {
                    leases.FreeAt(message.Key);
                    return leases.End(message);
                });
    }

    /// <summary>Removes messages.</summary>
    public static void Remove(SqliteSession session, IReadOnlyList<LeasedMessage> messages)
    {
        foreach (var message in messages)
            session.Use(RemoveSql).Bind(1, message.Key).Run();
    }

    /// <summary>Puts a message back for later; null when it is gone.</summary>
    public MessageRow? PutBack(SqliteSession session, LeasedMessage message, DateTimeOffset due)
    {
        MessageRow back;
        using (var row = session.Use(TakeOutSql).Bind(1, message.Key))
        {
            if (!row.Step())
                return null;
            back = new MessageRow(row.Text(0), row.Bytes(1).ToArray(), due);
        }

        Add(session, MessageKey.QueueOf(message.Key), back, message.DeliveryCount);
        return back;
    }

    /// <summary>The key of the message that is the next to be delivered; null when none is due.</summary>
    public long? NextKey(SqliteSession session, int queue, DateTimeOffset now) =>
        LeasesOf(queue).With(leases => FirstFree(session, queue, now, leases));

    /// <summary>When the queue next has something to deliver; null = not before something is sent.</summary>
    public DateTimeOffset? NextDue(SqliteSession session, int queue) =>
        LeasesOf(queue)
            .With(leases =>
            {
                var free = FirstFree(session, queue, DateTimeOffset.MaxValue, leases);
                DateTimeOffset? due = free is { } key ? MessageKey.DueOf(key) : null;
                return due < leases.FirstEnd ? due : leases.FirstEnd ?? due;
            });

    /// <summary>Tells the queue's receivers that these rows are there now: once they are durable.</summary>
    public void Wake(int queue, params ReadOnlySpan<MessageRow> rows)
    {
        var first = long.MaxValue;
        foreach (var row in rows)
            first = Math.Min(first, row.Key);
        LeasesOf(queue)
            .With(leases =>
            {
                leases.FreeAt(first);
                return true;
            });
        SignalOf(queue).Set();
    }

    /// <summary>Ends at the next <see cref="Wake"/> after this call.</summary>
    public Task NextWake(int queue) => SignalOf(queue).Next;

    private LeasedMessage Leased(Statement row, int before, TakeOrder order)
    {
        var isOlder = row.Int64(1) != opening;
        var count =
            before > 0 ? before + 1
            : isOlder ? (int)row.Int64(2) + 2
            : (int)row.Int64(2) + 1;
        return new LeasedMessage
        {
            Key = row.Int64(0),
            DeliveryCount = count,
            MessageId = row.Text(3),
            Body = row.Text(4),
            MustBeCounted = before > 0 || isOlder || count > order.MostDeliveries,
        };
    }

    private static long? FirstFree(SqliteSession session, int queue, DateTimeOffset until, Leases leases)
    {
        using var rows = session
            .Use(KeysSql)
            .Bind(1, FirstFreeOf(queue, leases))
            .Bind(2, MessageKey.LastOf(queue, until));
        while (rows.Step())
            if (leases.IsFree(rows.Int64(0), DateTimeOffset.MinValue, out _))
                return rows.Int64(0);
        return null;
    }

    private static long FirstFreeOf(int queue, Leases leases) =>
        Math.Max(MessageKey.Of(queue, DateTimeOffset.MinValue, 0), leases.From);

    private Leases LeasesOf(LeasedMessage message) => LeasesOf(MessageKey.QueueOf(message.Key));

    private Leases LeasesOf(int queue) => leases.GetOrAdd(queue, static _ => new Leases());

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
