using System.Text;

namespace Loyalty;

/// <summary>The two shapes of identifiers and the way in for text that is known to be good.</summary>
public static class TextId
{
    /// <summary>Longest identifier, in characters (Unicode scalar values).</summary>
    public const int MaxLength = 128;

    internal static string NameRules => $"Must be 1 to {MaxLength} letters, digits and - _ . ~, not . or ...";

    internal static string ForeignRules =>
        $"Must be 1 to {MaxLength} characters without control characters, not . or ...";

    /// <summary>Takes text that this system wrote itself; throws where <c>TryParse</c> says no.</summary>
    /// <exception cref="FormatException">The text is not such an identifier.</exception>
    public static T From<T>(string text)
        where T : struct, ITextId<T> =>
        T.TryParse(text, out var id) ? id : throw new FormatException($"Not a {typeof(T).Name}.");

    /// <summary>Names that we choose (organisations, programs, rules, clients): letters, digits and
    /// <c>- _ . ~</c>.</summary>
    internal static bool IsName(string? text)
    {
        if (text is null || text.Length is 0 or > MaxLength || IsPathStep(text))
            return false;
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or '~'))
                return false;
        return true;
    }

    /// <summary>
    /// Names that others choose (members, requests): 1 to 128 characters of any script. Control characters and lone
    /// surrogates are out, because such text has no faithful form in logs, URLs or UTF-8.
    /// </summary>
    internal static bool IsForeign(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 2 * MaxLength || IsPathStep(text))
            return false;
        var characters = 0;
        for (var rest = text.AsSpan(); !rest.IsEmpty; characters++)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var used) != System.Buffers.OperationStatus.Done)
                return false;
            if (Rune.IsControl(rune))
                return false;
            rest = rest[used..];
        }
        return characters <= MaxLength;
    }

    /// <summary>A step of a path (RFC 3986 §5.2.4), which clients take out of URLs even when it is percent-encoded:
    /// nothing of that name could be asked for.</summary>
    private static bool IsPathStep(string text) => text is "." or "..";
}
