using System.Globalization;

namespace Loyalty.Json;

/// <summary>Instants and dates from outside (RFC 3339, section 5.6).</summary>
public static class Rfc3339
{
    private const string DateAndTime = "yyyy-MM-dd'T'HH:mm:ss";
    private const int SecondsEnd = 19;
    private const int MaxFractionDigits = 7;

    /// <summary>
    /// Takes a date and time with its offset and gives the instant in UTC. Digits beyond 100 ns are dropped; a leap
    /// second is no instant that this system knows.
    /// </summary>
    public static bool TryParseInstant(string? text, out DateTimeOffset instant)
    {
        instant = default;
        if (text is not { Length: > SecondsEnd and <= 64 })
            return false;
        var upper = text.ToUpperInvariant();
        var rest = upper.AsSpan(SecondsEnd);
        var fraction = "";
        if (rest[0] == '.')
        {
            var digits = rest[1..].IndexOfAnyExceptInRange('0', '9');
            if (digits < 1)
                return false;
            fraction = rest[1..(1 + Math.Min(digits, MaxFractionDigits))].ToString();
            rest = rest[(1 + digits)..];
        }

        var offset = rest is "Z" ? "+00:00" : rest.ToString();
        return offset is ['+' or '-', _, _, ':', _, _]
            && DateTimeOffset.TryParseExact(
                $"{upper.AsSpan(0, SecondsEnd)}.{fraction.PadRight(MaxFractionDigits, '0')}{offset}",
                DateAndTime + ".fffffffzzz",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AdjustToUniversal,
                out instant
            );
    }

    /// <summary>Takes <c>yyyy-MM-dd</c>.</summary>
    public static bool TryParseDate(string? text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
}
