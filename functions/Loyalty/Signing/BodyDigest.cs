using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;

namespace Loyalty.Signing;

/// <summary>
/// Binds the body to the signed headers: <c>Digest</c> (RFC 3230) and <c>Content-Digest</c> (RFC 9530).
/// </summary>
internal static class BodyDigest
{
    public static string ForDigest(ReadOnlySpan<byte> body) => $"SHA-512={Sha512(body)}";

    public static string ForContentDigest(ReadOnlySpan<byte> body) => $"sha-512=:{Sha512(body)}:";

    /// <summary>SHA-512 must be listed and match; algorithms beside it are not looked at.</summary>
    public static SignatureFault CheckDigest(StringValues header, ReadOnlySpan<byte> body)
    {
        if (header.Count == 0)
            return SignatureFault.DigestMissing;
        var text = header.ToString();
        if (text.Length > SignatureLimits.HeaderLength)
            return SignatureFault.HeaderTooLong;
        var found = false;
        foreach (var range in text.AsSpan().Split(','))
        {
            var entry = text.AsSpan(range).Trim(" \t");
            var equals = entry.IndexOf('=');
            if (equals <= 0)
                return SignatureFault.DigestMalformed;
            if (!entry[..equals].Equals("SHA-512", StringComparison.OrdinalIgnoreCase))
                continue;
            if (found)
                return SignatureFault.DigestMalformed;
            found = true;
            var fault = Compare(entry[(equals + 1)..], body, sha512: true);
            if (fault != SignatureFault.None)
                return fault;
        }
        return found ? SignatureFault.None : SignatureFault.DigestMissing;
    }

    /// <summary>One of sha-512 and sha-256 must be listed, and whichever is listed must match.</summary>
    public static SignatureFault CheckContentDigest(StringValues header, ReadOnlySpan<byte> body)
    {
        if (header.Count == 0)
            return SignatureFault.DigestMissing;
        var text = header.ToString();
        if (text.Length > SignatureLimits.HeaderLength)
            return SignatureFault.HeaderTooLong;
        var reader = new StructuredFieldReader(text);
        var (sha512, sha256) = (false, false);
        do
        {
            reader.SkipWhiteSpace();
            if (!reader.TryKey(out var name) || !reader.TryConsume('=') || !reader.TryByteSequence(out var digest))
                return SignatureFault.DigestMalformed;
            if (!reader.TrySkipParameters())
                return SignatureFault.DigestMalformed;
            reader.SkipWhiteSpace();
            var isSha512 = name is "sha-512";
            if (!isSha512 && name is not "sha-256")
                continue;
            if (isSha512 ? sha512 : sha256)
                return SignatureFault.DigestMalformed;
            (sha512, sha256) = (sha512 || isSha512, sha256 || !isSha512);
            var fault = Compare(digest, body, isSha512);
            if (fault != SignatureFault.None)
                return fault;
        } while (reader.TryConsume(','));
        if (!reader.AtEnd)
            return SignatureFault.DigestMalformed;
        return sha512 || sha256 ? SignatureFault.None : SignatureFault.DigestMissing;
    }

    private static SignatureFault Compare(ReadOnlySpan<char> base64, ReadOnlySpan<byte> body, bool sha512)
    {
        Span<byte> actual = stackalloc byte[sha512 ? SHA512.HashSizeInBytes : SHA256.HashSizeInBytes];
        Span<byte> stated = stackalloc byte[SHA512.HashSizeInBytes];
        if (!Base64Text.TryDecode(base64, stated, out var written))
            return SignatureFault.DigestMalformed;
        _ = sha512 ? SHA512.HashData(body, actual) : SHA256.HashData(body, actual);
        return CryptographicOperations.FixedTimeEquals(actual, stated[..written])
            ? SignatureFault.None
            : SignatureFault.DigestMismatch;
    }

    private static string Sha512(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        SHA512.HashData(body, hash);
        return Convert.ToBase64String(hash);
    }
}
