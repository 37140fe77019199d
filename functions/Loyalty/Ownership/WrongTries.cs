namespace Loyalty.Ownership;

/// <summary>Counts wrong tries, so that the many of a guesser are neither logged nor answered at length.</summary>
internal sealed class WrongTries(TimeProvider time)
{
    private const int MostInAWindow = 10;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly Lock gate = new();
    private long? began;
    private int count;

    /// <summary>Counts one more.</summary>
    /// <returns>Null, or how long to wait when there were too many.</returns>
    public TimeSpan? Count()
    {
        lock (gate)
        {
            var elapsed = began is { } start ? time.GetElapsedTime(start) : Window;
            if (elapsed >= Window)
                (began, count, elapsed) = (time.GetTimestamp(), 0, TimeSpan.Zero);
            return ++count <= MostInAWindow ? null : Window - elapsed;
        }
    }
}
