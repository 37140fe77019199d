using ADRaffy.ENSNormalize;

namespace Loyalty;

/// <summary>
/// Text in the form in which it is compared. It does not depend on the machine: the product runs without ICU, where
/// <c>string.Normalize</c> leaves text as it is.
/// </summary>
public static class FoldedText
{
    // Up to here, all text is in NFC (UAX #15 §9.1): loading the tables takes longer than most text needs.
    private const char LastSettled = '\u02FF';

    /// <summary>In NFC and without differences of case.</summary>
    public static string Compared(string text)
    {
        var composed = Composed(text);
        // By way of capitals, so that both forms of a small sigma are one.
        return Composed(composed.ToUpperInvariant().ToLowerInvariant());
    }

    private static string Composed(string text) =>
        text.AsSpan().ContainsAnyExceptInRange('\0', LastSettled) ? ENSNormalize.NF.NFC(text) : text;
}
