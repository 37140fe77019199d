using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Loyalty.Embedded;

/// <summary>Where a page ended, as the text that callers hand back.</summary>
internal static class Cursor
{
    public static string From(long row) => row.ToString(CultureInfo.InvariantCulture);

    /// <summary>A place in a list by time.</summary>
    /// <param name="at">When, in ticks.</param>
    /// <param name="id">Tells those of one instant apart.</param>
    public static string From(long at, string id) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{at}|{id}"));

    /// <exception cref="UnknownCursorException">Not the text of <see cref="From(long)"/>.</exception>
    public static long Parse(string cursor) =>
        long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var row)
        && row > 0
        && From(row) == cursor
            ? row
            : throw new UnknownCursorException();

    /// <exception cref="UnknownCursorException">Not the text of <see cref="From(long, string)"/>.</exception>
    public static (long At, string Id) ParsePlace(string cursor)
    {
        if (!Base64Url.IsValid(cursor))
            throw new UnknownCursorException();
        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        var bar = text.IndexOf('|', StringComparison.Ordinal);
        return
            bar > 0
            && long.TryParse(text.AsSpan(0, bar), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && From(at, text[(bar + 1)..]) == cursor
            ? (at, text[(bar + 1)..])
            : throw new UnknownCursorException();
    }
}
