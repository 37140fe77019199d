namespace Loyalty.ServiceBusServer;

/// <summary>A queue with its dead letters: what the service promises, by a clock that tests may move.</summary>
public sealed class StoredQueue : IDisposable
{
    /// <summary>What follows a queue's name in the path of its dead letters.</summary>
    public const string DeadLetterSuffix = "/$DeadLetterQueue";

    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly Alarm alarm;
    private readonly SortedDictionary<long, StoredMessage> messages = [];
    private readonly SortedSet<long> free = [];
    private readonly Dictionary<Guid, StoredMessage> locked = [];
    private readonly Dictionary<string, DateTimeOffset> seen = new(StringComparer.Ordinal);
    private long lastNumber;
    private long bytes;

    internal StoredQueue(QueueDefinition definition, TimeProvider time, bool isForDeadLetters = false)
    {
        Definition = definition;
        this.time = time;
        alarm = new Alarm(time, () => Act(static () => { }));
        DeadLetters = isForDeadLetters ? null : new StoredQueue(definition.DeadLetters, time, isForDeadLetters: true);
    }

    public QueueDefinition Definition { get; }

    /// <summary>Null for a queue of dead letters.</summary>
    public StoredQueue? DeadLetters { get; }

    /// <summary>Everything that lies here, in order, scheduled and locked messages included.</summary>
    public IReadOnlyList<StoredMessage> Messages
    {
        get
        {
            lock (gate)
            {
                CatchUp();
                return [.. messages.Values];
            }
        }
    }

    /// <summary>Something may be free now; raised outside of any lock.</summary>
    internal event EventHandler? Changed;

    public void Dispose()
    {
        alarm.Dispose();
        DeadLetters?.Dispose();
    }

    /// <summary>Takes all messages or none; repeated ids are dropped without a word.</summary>
    internal IReadOnlyList<long> Send(IReadOnlyList<StoredMessage> sent)
    {
        var numbers = new List<long>();
        Act(() =>
        {
            var size = sent.Sum(message => (long)message.Encoded.Length);
            if (size > Definition.MaxMessageBytes)
                throw ServerException.TooLarge(size, Definition.MaxMessageBytes);
            if (bytes + size > Definition.MaxBytes)
                throw ServerException.Full();
            foreach (var message in sent)
            {
                numbers.Add(++lastNumber);
                if (!IsRepeated(message))
                    Put(message, lastNumber);
            }
        });
        return numbers;
    }

    /// <summary>Hands out the first free message; null when there is none.</summary>
    internal StoredMessage? TryLock()
    {
        lock (gate)
        {
            CatchUp();
            if (free.Count == 0)
                return null;
            var message = messages[free.Min];
            free.Remove(message.SequenceNumber);
            message.DeliveryCount++;
            var token = Guid.NewGuid();
            message.LockToken = token;
            locked[token] = message;
            ExtendLock(message);
            return message;
        }
    }

    internal DateTimeOffset Renew(Guid token)
    {
        lock (gate)
        {
            CatchUp();
            return ExtendLock(Locked(token));
        }
    }

    internal void Complete(Guid token) => Act(() => Remove(Unlock(Locked(token))));

    internal void Abandon(Guid token) => Act(() => GiveBack(Unlock(Locked(token))));

    /// <summary>As if it had never been handed out: nobody was there to take it.</summary>
    internal void TakeBack(Guid token) =>
        Act(() =>
        {
            var message = Unlock(Locked(token));
            message.DeliveryCount--;
            free.Add(message.SequenceNumber);
        });

    internal void DeadLetter(Guid token, string? reason, string? description) =>
        Act(() => Bury(Unlock(Locked(token)), reason, description));

    internal void Cancel(IReadOnlyList<long> numbers) =>
        Act(() =>
        {
            foreach (var number in numbers)
                if (!messages.TryGetValue(number, out var message) || !message.IsScheduled)
                    throw ServerException.NotScheduled(number);
            foreach (var number in numbers)
                Remove(messages[number]);
        });

    internal IReadOnlyList<StoredMessage> Peek(long from, int most) =>
        [.. Messages.Where(message => message.SequenceNumber >= from).Take(most)];

    private void Act(Action act)
    {
        lock (gate)
        {
            CatchUp();
            act();
        }
        Changed?.Invoke(this, EventArgs.Empty);
        DeadLetters?.Changed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Does what time has brought since it was last looked at.</summary>
    private void CatchUp()
    {
        var now = time.GetUtcNow();
        while (alarm.TryTake(now, out var message))
        {
            if (message is null || !messages.TryGetValue(message.SequenceNumber, out var there) || there != message)
                continue;
            if (message.IsScheduled && message.ScheduledFor <= now)
                Activate(message);
            if (message.IsLocked && message.LockedUntil <= now)
                GiveBack(Unlock(message));
            if (!message.IsLocked && message.ExpiresAt <= now && messages.ContainsKey(message.SequenceNumber))
                BuryExpired(message);
        }
    }

    private bool IsRepeated(StoredMessage message)
    {
        if (Definition.DuplicateWindow is not { } window || message.MessageId is not { } id)
            return false;
        var now = time.GetUtcNow();
        var isRepeated = seen.TryGetValue(id, out var at) && at > now - window;
        seen[id] = isRepeated ? at : now;
        return isRepeated;
    }

    private void Put(StoredMessage message, long number)
    {
        var now = time.GetUtcNow();
        message.SequenceNumber = number;
        messages.Add(number, message);
        bytes += message.Encoded.Length;
        if (message.ScheduledFor is { } at && at > now)
        {
            message.IsScheduled = true;
            message.EnqueuedAt = at;
            alarm.SetFor(message, at);
            return;
        }
        if (DeadLetters is not null)
            message.EnqueuedAt = now;
        if ((message.TimeToLive ?? Definition.TimeToLive) is { } life)
        {
            message.ExpiresAt = now + life;
            alarm.SetFor(message, now + life);
        }
        free.Add(number);
    }

    private void Activate(StoredMessage message)
    {
        Remove(message);
        message.IsScheduled = false;
        Put(message, ++lastNumber);
    }

    private DateTimeOffset ExtendLock(StoredMessage message)
    {
        message.LockedUntil = time.GetUtcNow() + Definition.LockDuration;
        alarm.SetFor(message, message.LockedUntil);
        return message.LockedUntil;
    }

    private StoredMessage Locked(Guid token) =>
        locked.TryGetValue(token, out var message) ? message : throw ServerException.LockLost();

    private StoredMessage Unlock(StoredMessage message)
    {
        if (message.LockToken is { } token)
            locked.Remove(token);
        message.LockToken = null;
        return message;
    }

    private void GiveBack(StoredMessage message)
    {
        if (message.DeliveryCount >= Definition.MaxDeliveryCount)
            Bury(
                message,
                "MaxDeliveryCountExceeded",
                $"Message could not be consumed after {Definition.MaxDeliveryCount} delivery attempts."
            );
        else if (message.ExpiresAt <= time.GetUtcNow())
            BuryExpired(message);
        else
            free.Add(message.SequenceNumber);
    }

    private void BuryExpired(StoredMessage message) =>
        Bury(message, "TTLExpiredException", "The message expired and was dead lettered.");

    private void Bury(StoredMessage message, string? reason, string? description)
    {
        var dead = DeadLetters ?? throw ServerException.Unknown("dead letters of dead letters");
        lock (dead.gate)
            dead.Put(message.AsDeadLetter(reason, description), ++dead.lastNumber);
        Remove(message);
    }

    private void Remove(StoredMessage message)
    {
        messages.Remove(message.SequenceNumber);
        free.Remove(message.SequenceNumber);
        bytes -= message.Encoded.Length;
    }
}
