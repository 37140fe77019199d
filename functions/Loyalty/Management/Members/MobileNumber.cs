namespace Loyalty.Management.Members;

/// <summary>Mobile numbers as people write them, and as they are kept.</summary>
internal static class MobileNumber
{
    // ITU-T E.164 allows fifteen digits.
    private const int LeastDigits = 7;
    private const int MostDigits = 15;
    private const string Separators = " .-()\u00A0\u2010\u2011";

    public const string Rules =
        "Must be an international number of 7 to 15 digits, such as +14155550100; the + or 00 may be left out.";

    /// <summary>The number as a plus sign and its digits; null when it is none. It is not checked against numbering plans:
    /// they change, and numbers for trying out are in none.</summary>
    public static string? Read(string text)
    {
        var digits = string.Concat(text.Where(c => !Separators.Contains(c, StringComparison.Ordinal)));
        if (digits.StartsWith('+'))
            digits = digits[1..];
        else if (digits.StartsWith("00", StringComparison.Ordinal))
            digits = digits[2..];
        // No country's code begins with 0: that is how numbers within a country begin.
        return
            digits is [>= '1' and <= '9', ..]
            && digits.Length is >= LeastDigits and <= MostDigits
            && digits.All(char.IsAsciiDigit)
            ? $"+{digits}"
            : null;
    }
}
