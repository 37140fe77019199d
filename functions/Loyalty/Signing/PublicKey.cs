using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.Extensions.ObjectPool;

namespace Loyalty.Signing;

/// <summary>
/// A public key that verifies signatures: RSA of 2048 to 8192 bits, or EC on P-256. Immutable, and safe for
/// concurrent use.
/// </summary>
public sealed class PublicKey
{
    // .NET promises nothing about instance members of RSA and ECDsa on several threads. A pool costs nanoseconds where
    // a verification costs tens of microseconds, and spares the import of the key for each one.
    private readonly ObjectPool<RSA>? rsaPool;
    private readonly ObjectPool<ECDsa>? ecdsaPool;
    private readonly byte[] subjectPublicKeyInfo;

    internal PublicKey(string keyId, RSA key)
    {
        KeyId = keyId;
        Algorithm = KeyAlgorithm.RsaSha256;
        RsaParameters = key.ExportParameters(includePrivateParameters: false);
        subjectPublicKeyInfo = key.ExportSubjectPublicKeyInfo();
        rsaPool = KeyPool.Of(() => RSA.Create(RsaParameters.Value));
    }

    internal PublicKey(string keyId, ECDsa key)
    {
        KeyId = keyId;
        Algorithm = KeyAlgorithm.EcdsaSha256;
        EcParameters = key.ExportParameters(includePrivateParameters: false);
        subjectPublicKeyInfo = key.ExportSubjectPublicKeyInfo();
        ecdsaPool = KeyPool.Of(() => ECDsa.Create(EcParameters.Value));
    }

    /// <summary>
    /// The name under which signatures refer to this key: 1…256 printable ASCII characters, no quote or backslash.
    /// </summary>
    public string KeyId { get; }

    /// <summary>What this key verifies, whatever a message says.</summary>
    public KeyAlgorithm Algorithm { get; }

    /// <summary>Modulus and exponent, big-endian, of an RSA key; otherwise null.</summary>
    public RSAParameters? RsaParameters { get; }

    /// <summary>Curve P-256 and the point, 32 bytes each coordinate, of an EC key; otherwise null.</summary>
    public ECParameters? EcParameters { get; }

    /// <summary>Reads one PEM block, <c>PUBLIC KEY</c> (RFC 5280) or <c>RSA PUBLIC KEY</c> (RFC 8017).</summary>
    /// <param name="keyId">The name to know the key by.</param>
    /// <param name="pem">The text; white space around the block is fine, anything else is not.</param>
    /// <param name="key">The key, when the answer is true.</param>
    /// <param name="fault">Why the text was refused, fit for the client who sent it, when the answer is false.</param>
    public static bool TryFromPem(
        string keyId,
        string pem,
        [NotNullWhen(true)] out PublicKey? key,
        [NotNullWhen(false)] out string? fault
    ) => PublicKeyPem.TryRead(keyId, pem, out key, out fault);

    /// <summary>
    /// Whether <paramref name="signature"/> is this key's over <paramref name="data"/>. Never throws on any bytes.
    /// </summary>
    /// <param name="data">The signed bytes, not their hash.</param>
    /// <param name="signature">The signature.</param>
    /// <param name="format">
    /// How an EC signature is written: DER as OpenSSL makes it, or the fixed 64 bytes of RFC 9421 and JWS. RSA has
    /// one form.
    /// </param>
    public bool Verify(
        ReadOnlySpan<byte> data,
        ReadOnlySpan<byte> signature,
        DSASignatureFormat format = DSASignatureFormat.Rfc3279DerSequence
    )
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(data, hash);
        return rsaPool is not null ? VerifyRsa(rsaPool, hash, signature)
            : ecdsaPool is not null ? VerifyEcdsa(ecdsaPool, hash, signature, format)
            : throw new InvalidOperationException("A public key holds either an RSA or an EC key.");
    }

    /// <summary>The key as one <c>PUBLIC KEY</c> block.</summary>
    public string ToPem() => PemEncoding.WriteString(PublicKeyPem.SubjectPublicKeyInfoLabel, subjectPublicKeyInfo);

    /// <summary>The key's DER-encoded SubjectPublicKeyInfo: equal bytes are equal keys.</summary>
    public byte[] ToSubjectPublicKeyInfo() => [.. subjectPublicKeyInfo];

    private static bool VerifyRsa(ObjectPool<RSA> pool, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        var rsa = pool.Get();
        try
        {
            return rsa.VerifyHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        finally
        {
            pool.Return(rsa);
        }
    }

    private static bool VerifyEcdsa(
        ObjectPool<ECDsa> pool,
        ReadOnlySpan<byte> hash,
        ReadOnlySpan<byte> signature,
        DSASignatureFormat format
    )
    {
        var ecdsa = pool.Get();
        try
        {
            return ecdsa.VerifyHash(hash, signature, format);
        }
        finally
        {
            pool.Return(ecdsa);
        }
    }
}
