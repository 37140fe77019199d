using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Loyalty.Identity;

/// <summary>One value in <c>application/x-www-form-urlencoded</c> (RFC 6749 appendix B).</summary>
internal static class FormText
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>False for a percent sign without two hex digits, and for bytes that are no UTF-8.</summary>
    public static bool TryDecode(string text, [NotNullWhen(true)] out string? decoded)
    {
        decoded = null;
        if (text.AsSpan().IndexOfAny('%', '+') < 0)
        {
            decoded = text;
            return true;
        }
        var source = Encoding.UTF8.GetBytes(text);
        var target = new byte[source.Length];
        var length = 0;
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] != '%')
            {
                target[length++] = source[i] == '+' ? (byte)' ' : source[i];
                continue;
            }
            if (
                i + 2 >= source.Length
                || !char.IsAsciiHexDigit((char)source[i + 1])
                || !char.IsAsciiHexDigit((char)source[i + 2])
            )
                return false;
            target[length++] = byte.Parse(source.AsSpan(i + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier);
            i += 2;
        }
        try
        {
            decoded = StrictUtf8.GetString(target, 0, length);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
