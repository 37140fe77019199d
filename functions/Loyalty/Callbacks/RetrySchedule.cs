using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Loyalty.Callbacks;

/// <summary>When the next attempt is due. Pure: the randomness is passed in.</summary>
public static class RetrySchedule
{
    private const int MostPutOff = 14;
    private const double FirstPutOffSeconds = 0.1;
    private const double LongestPutOffSeconds = 60;

    /// <summary>
    /// The list of Standard Webhooks. Each is the delay after the attempt before, so the last attempt is a good three days
    /// after the first.
    /// </summary>
    public static IReadOnlyList<TimeSpan> Default { get; } =
    [
        TimeSpan.Zero,
        TimeSpan.FromSeconds(5),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(5),
        TimeSpan.FromHours(10),
        TimeSpan.FromHours(14),
        TimeSpan.FromHours(20),
        TimeSpan.FromHours(24),
    ];

    /// <summary>How long to wait after a failed attempt; null when it was the last.</summary>
    /// <param name="delays">The delay before each attempt, the first included.</param>
    /// <param name="attempt">The number of the attempt that failed, from 1.</param>
    /// <param name="jitter">How far the delay may lie from the schedule, as a fraction of it.</param>
    /// <param name="random">Where in that range it lies, from 0 to 1.</param>
    /// <param name="retryAfter">What the receiver asked for: a minimum, never a reason to come earlier.</param>
    /// <param name="maxRetryAfter">The most that a receiver may ask for.</param>
    public static TimeSpan? DelayAfter(
        IReadOnlyList<TimeSpan> delays,
        int attempt,
        double jitter,
        double random,
        TimeSpan? retryAfter,
        TimeSpan maxRetryAfter
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        if (attempt >= delays.Count)
            return null;

        var delay = delays[attempt] * (1 + (jitter * ((2 * random) - 1)));
        var asked = retryAfter is { } minimum && minimum > maxRetryAfter ? maxRetryAfter : retryAfter;
        return asked > delay ? asked : delay;
    }

    /// <summary>How long an attempt is put off that has to give way: a tenth of a second, in which fast receivers are done
    /// with what was before it, and twice as long each time, up to a minute; null when it was put off so often that it counts
    /// as failed.</summary>
    /// <param name="putOff">How often it was put off so far.</param>
    /// <param name="random">From 0 to 1; so those that were turned away together do not all come back together.</param>
    public static TimeSpan? DelayFor(int putOff, double random) =>
        putOff >= MostPutOff
            ? null
            : TimeSpan.FromSeconds(
                Math.Min(FirstPutOffSeconds * Math.Pow(2, putOff), LongestPutOffSeconds) * (0.5 + random)
            );

    /// <summary>
    /// A number from 0 to 1 that is spread evenly over names. A message that is handled twice plans the same instant
    /// twice, which a random number would not.
    /// </summary>
    public static double Spread(string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), hash);
        return BinaryPrimitives.ReadUInt32LittleEndian(hash) / (double)uint.MaxValue;
    }
}
