using PhoneNumbers;

namespace Loyalty.Management.Members;

/// <summary>Mobile numbers as people write them, and as they are kept.</summary>
internal static class MobileNumber
{
    // ITU-T E.164 allows fifteen digits.
    private const int LeastDigits = 7;
    private const int MostDigits = 15;
    private const string Separators = " .-()\u00A0\u2010\u2011";
    private const string International = "an international number of 7 to 15 digits, such as +14155550100";

    /// <summary>Whether this is a region whose national numbers can be read.</summary>
    public static bool IsRegion(string region) => PhoneNumberUtil.GetInstance().GetSupportedRegions().Contains(region);

    /// <summary>What a number must be, for people.</summary>
    public static string Rules(string? region) =>
        region is null
            ? $"Must be {International}; the + or 00 may be left out."
            : $"Must be a number of {region}, or {International}.";

    /// <summary>The number as a plus sign and its digits; null when it is none. It is not checked against numbering plans:
    /// they change, and numbers for trying out are in none.</summary>
    /// <param name="text">As it was written.</param>
    /// <param name="region">Whose national numbers are read (ISO 3166-1 alpha-2); null = only international ones are.</param>
    public static string? Read(string text, string? region)
    {
        var digits = string.Concat(text.Where(c => !Separators.Contains(c, StringComparison.Ordinal)));
        if (digits.StartsWith('+'))
            return Kept(digits[1..]);
        if (digits.StartsWith("00", StringComparison.Ordinal))
            return Kept(digits[2..]);
        return region is not null && National(digits, region) is { } national ? Kept(national) : Kept(digits);
    }

    /// <summary>The international digits of a number of the region. One that could be of another country as well is taken for
    /// a national one if it is a mobile number there.</summary>
    private static string? National(string digits, string region)
    {
        if (!digits.All(char.IsAsciiDigit))
            return null;
        try
        {
            var numbers = PhoneNumberUtil.GetInstance();
            var number = numbers.Parse(digits, region);
            return
                Kept(digits) is null
                || numbers.GetNumberType(number) is PhoneNumberType.MOBILE or PhoneNumberType.FIXED_LINE_OR_MOBILE
                ? numbers.Format(number, PhoneNumberFormat.E164)[1..]
                : null;
        }
        catch (NumberParseException)
        {
            // Too short or too long for any number.
            return null;
        }
    }

    // No country's code begins with 0: that is how numbers within a country begin.
    private static string? Kept(string digits) =>
        digits is [>= '1' and <= '9', ..]
        && digits.Length is >= LeastDigits and <= MostDigits
        && digits.All(char.IsAsciiDigit)
            ? $"+{digits}"
            : null;
}
