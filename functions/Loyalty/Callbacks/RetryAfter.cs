using System.Globalization;
using System.Net.Http.Headers;

namespace Loyalty.Callbacks;

/// <summary>The <c>Retry-After</c> header (RFC 9110 §10.2.3).</summary>
public static class RetryAfter
{
    /// <summary>
    /// The wait that it asks for, never negative; null when it is absent or neither seconds nor a date. Seconds too many
    /// for a number are the longest wait there is: HttpClient's own reading would ignore them, and come back too early.
    /// </summary>
    public static TimeSpan? Read(string? header, DateTimeOffset now)
    {
        var text = header.AsSpan().Trim(" \t");
        if (text.IsEmpty)
            return null;
        if (!text.ContainsAnyExceptInRange('0', '9'))
            return
                long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds <= TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerSecond
                ? TimeSpan.FromSeconds(seconds)
                : TimeSpan.MaxValue;
        if (!RetryConditionHeaderValue.TryParse(text.ToString(), out var value) || value.Date is not { } date)
            return null;
        return date > now ? date - now : TimeSpan.Zero;
    }
}
