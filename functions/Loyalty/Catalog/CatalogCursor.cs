using System.Buffers.Text;
using System.Text;

namespace Loyalty.Catalog;

/// <summary>
/// Where a page of <see cref="ICatalog.ListAsync"/> ended, as text for callers. It names the kind, so that the cursor of
/// one list leads nowhere in another.
/// </summary>
public static class CatalogCursor
{
    /// <summary>The cursor behind a document.</summary>
    public static string Behind(string kind, string id) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{kind}|{id}"));

    /// <summary>The id of the document that the page ended with.</summary>
    /// <exception cref="UnknownCursorException">No list of this kind gave out this cursor.</exception>
    public static string Parse(string kind, string cursor)
    {
        if (Base64Url.IsValid(cursor))
        {
            var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
            var start = kind.Length + 1;
            if (text.Length > start && Behind(kind, text[start..]) == cursor)
                return text[start..];
        }
        throw new UnknownCursorException();
    }
}
