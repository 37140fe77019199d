using System.Globalization;

namespace Loyalty.Embedded;

/// <summary>The number of writes that a document has seen, as its tag.</summary>
internal static class Revision
{
    public static string ETag(long revision) => revision.ToString(CultureInfo.InvariantCulture);

    /// <summary>False for text that never was a tag: it names no version that could be current.</summary>
    public static bool TryParse(string etag, out long revision) =>
        long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out revision);
}
