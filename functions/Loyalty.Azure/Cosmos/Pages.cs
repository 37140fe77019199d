using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Loyalty.Azure.Cosmos;

/// <summary>Pages of lists that are ordered by one property of their documents.</summary>
internal static class Pages
{
    private const int TicksLength = 16;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>The page, and the cursor of its last item if there is more.</summary>
    /// <param name="items">The page and, if there is one, an item after it.</param>
    /// <param name="limit">How many the page holds.</param>
    /// <param name="cursorOf">Where an item stands.</param>
    public static Page<T> Cut<T>(List<T> items, int limit, Func<T, string> cursorOf)
    {
        if (items.Count <= limit)
            return new Page<T>(items, null);
        items.RemoveRange(limit, items.Count - limit);
        return new Page<T>(items, cursorOf(items[^1]));
    }

    /// <summary>The place of something in a list by time.</summary>
    /// <param name="at">When it happened.</param>
    /// <param name="id">Tells those of one instant apart.</param>
    public static string PlaceOf(DateTimeOffset at, string id) => $"{at.UtcTicks:x16}{id}";

    /// <summary>A place as a cursor.</summary>
    public static string Cursor(string place) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(place));

    /// <summary>The place that a cursor was made of.</summary>
    /// <exception cref="UnknownCursorException">It was made of none.</exception>
    public static string ParseCursor(string cursor)
    {
        if (!Base64Url.IsValid(cursor))
            throw new UnknownCursorException();
        var place = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        return place.Length > TicksLength && IsHex(place.AsSpan(0, TicksLength)) && Cursor(place) == cursor
            ? place
            : throw new UnknownCursorException();
    }

    public static bool IsHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(HexDigits);
}
