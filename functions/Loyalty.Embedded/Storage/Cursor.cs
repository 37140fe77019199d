using System.Globalization;

namespace Loyalty.Embedded;

/// <summary>Where a page ended, as the text that callers hand back.</summary>
internal static class Cursor
{
    public static string From(long row) => row.ToString(CultureInfo.InvariantCulture);

    /// <exception cref="FormatException">Not the text of <see cref="From"/>.</exception>
    public static long Parse(string cursor) =>
        long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var row)
        && row > 0
        && From(row) == cursor
            ? row
            : throw Bad();

    public static FormatException Bad() => new("Not a cursor of this list.");
}
