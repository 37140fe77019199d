using System.Text;
using ADRaffy.ENSNormalize;

namespace Loyalty;

/// <summary>
/// Text in the forms in which it is compared and found. They do not depend on the machine: the product runs without ICU,
/// where <c>string.Normalize</c> leaves text as it is.
/// </summary>
public static class FoldedText
{
    // Up to here, all text is in NFC (UAX #15 §9.1): loading the tables takes longer than most text needs.
    private const char LastSettled = '\u02FF';

    // Up to here, no character has an accent in it.
    private const char LastPlain = '\u00BF';
    private const char FirstAccent = '\u0300';
    private const char LastAccent = '\u036F';

    /// <summary>In NFC and without differences of case.</summary>
    public static string Compared(string text)
    {
        var composed = Composed(text);
        // By way of capitals, so that both forms of a small sigma are one.
        return Composed(composed.ToUpperInvariant().ToLowerInvariant());
    }

    /// <summary>As <see cref="Compared"/>, and without accents: people who look for somebody leave them out.</summary>
    public static string Sought(string text)
    {
        var folded = Compared(text);
        if (!folded.AsSpan().ContainsAnyExceptInRange('\0', LastPlain))
            return folded;
        var plain = new StringBuilder(folded.Length);
        foreach (var c in ENSNormalize.NF.NFD(folded))
            if (c is < FirstAccent or > LastAccent)
                plain.Append(c);
        return plain.ToString();
    }

    private static string Composed(string text) =>
        text.AsSpan().ContainsAnyExceptInRange('\0', LastSettled) ? ENSNormalize.NF.NFC(text) : text;
}
