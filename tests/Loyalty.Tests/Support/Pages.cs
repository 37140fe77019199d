namespace Loyalty.Tests.Support;

/// <summary>Pages of lists in memory. A cursor names its list and the place of the last item that was shown.</summary>
internal static class Pages
{
    /// <summary>The page behind a cursor, by the ordinal order of the items' places.</summary>
    public static Page<T> Of<T>(
        string list,
        IEnumerable<(string Place, T Item)> items,
        string? cursor,
        int limit,
        bool newestFirst = false
    )
    {
        var direction = newestFirst ? -1 : 1;
        var last = cursor is null ? null : PlaceIn(list, cursor);
        var rest = items
            .Where(item => last is null || direction * string.CompareOrdinal(item.Place, last) > 0)
            .OrderBy(item => item.Place, new Direction(direction))
            .ToList();
        return new Page<T>(
            [.. rest.Take(limit).Select(item => item.Item)],
            rest.Count > limit ? Cursor(list, rest[limit - 1].Place) : null
        );
    }

    public static string Cursor(string list, string place) => $"{list}:{place}";

    /// <exception cref="UnknownCursorException">The list never gave out this cursor.</exception>
    public static string PlaceIn(string list, string cursor) =>
        cursor.StartsWith(list + ":", StringComparison.Ordinal)
            ? cursor[(list.Length + 1)..]
            : throw new UnknownCursorException();

    /// <summary>The place of an instant, and of a number among those of the same instant.</summary>
    public static string Place(DateTimeOffset at, long number) => $"{at.UtcTicks:D19}.{number:D10}";

    private sealed class Direction(int direction) : IComparer<string>
    {
        public int Compare(string? x, string? y) => direction * string.CompareOrdinal(x, y);
    }
}
