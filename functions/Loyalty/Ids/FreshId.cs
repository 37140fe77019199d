using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Loyalty;

/// <summary>Ids for what is created: a word for its kind, and 26 digits that sort by time and cannot be guessed.</summary>
public static class FreshId
{
    private const string Digits = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>A new id such as <c>rule_01j…</c>: 48 bits of milliseconds and 80 random bits, in Crockford's base 32,
    /// as a ULID has them.</summary>
    public static string Create(string kind, DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, now.ToUnixTimeMilliseconds() << 16);
        RandomNumberGenerator.Fill(bytes[6..]);
        var number = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        Span<char> text = stackalloc char[26];
        for (var i = text.Length - 1; i >= 0; i--, number >>= 5)
            text[i] = Digits[(int)(number & 31)];
        return $"{kind}_{text}";
    }
}
