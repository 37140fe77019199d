namespace Loyalty.Signing;

/// <summary>Strict base64 (RFC 4648 §4): padded, and without the white space that .NET would skip.</summary>
internal static class Base64Text
{
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes, out int written) =>
        Convert.TryFromBase64Chars(text, bytes, out written) && (written + 2) / 3 * 4 == text.Length;
}
