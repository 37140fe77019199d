namespace Loyalty.Embedded;

/// <summary>
/// A message's row number: queue (5 bits), the millisecond from which it may be delivered (41 bits, from 2020 to 2089)
/// and a tie-breaker (17 bits). So the table itself is in the order of delivery, queue by queue, and neither sending
/// nor receiving has an index to maintain.
/// </summary>
internal static class MessageKey
{
    public const int MostQueues = 31;
    private const int TieBits = 17;

    /// <summary>How many messages of a queue can be due in one millisecond.</summary>
    public const int PlacesPerMillisecond = 1 << TieBits;
    private const int DueBits = 41;
    private const long Epoch = 1_577_836_800_000;
    private const long LastDue = (1L << DueBits) - 1;

    /// <summary>The first key of a queue with this due time; <paramref name="tie"/> counts on and wraps.</summary>
    public static long Of(int queue, DateTimeOffset due, int tie) =>
        ((long)queue << (DueBits + TieBits))
        | (Math.Clamp(due.ToUnixTimeMilliseconds() - Epoch, 0, LastDue) << TieBits)
        | (uint)(tie & ((1 << TieBits) - 1));

    /// <summary>The largest key of a queue that is due.</summary>
    public static long LastOf(int queue, DateTimeOffset due) => Of(queue, due, -1);

    public static int QueueOf(long key) => (int)(key >> (DueBits + TieBits));

    public static DateTimeOffset DueOf(long key) =>
        DateTimeOffset.FromUnixTimeMilliseconds(((key >> TieBits) & LastDue) + Epoch);
}
