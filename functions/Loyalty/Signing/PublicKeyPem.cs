using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using SubjectPublicKey = System.Security.Cryptography.X509Certificates.PublicKey;

namespace Loyalty.Signing;

/// <summary>Reads public keys from PEM and says in the client's words what is wrong with the others.</summary>
internal static class PublicKeyPem
{
    public const string SubjectPublicKeyInfoLabel = "PUBLIC KEY";
    private const string Pkcs1Label = "RSA PUBLIC KEY";
    private const string RsaOid = "1.2.840.113549.1.1.1";
    private const string EcOid = "1.2.840.10045.2.1";
    private const string P256Oid = "1.2.840.10045.3.1.7";
    private const int MinimumRsaBits = 2048;

    // Verification time grows with the square of the modulus and linearly with the exponent's bits.
    private const int MaximumRsaBits = 8192;
    private const int MaximumExponentBytes = 8;
    private const int MaximumPemLength = 16 * 1024;

    public static bool TryRead(
        string keyId,
        string pem,
        [NotNullWhen(true)] out PublicKey? key,
        [NotNullWhen(false)] out string? fault
    )
    {
        key = null;
        if (!Signing.KeyId.IsValid(keyId))
        {
            fault = "The key id must be 1 to 256 printable ASCII characters without quotation mark and backslash.";
            return false;
        }
        if (pem.Length > MaximumPemLength || !PemEncoding.TryFind(pem, out var fields))
        {
            fault = "The key is not in PEM form.";
            return false;
        }
        if (!IsBlank(pem.AsSpan(0, fields.Location.Start.Value)) || !IsBlank(pem.AsSpan(fields.Location.End.Value)))
        {
            fault = "The PEM text must hold one block and nothing else.";
            return false;
        }
        var label = pem.AsSpan(fields.Label);
        if (label is not (SubjectPublicKeyInfoLabel or Pkcs1Label))
        {
            fault = label.EndsWith("PRIVATE KEY", StringComparison.Ordinal)
                ? "This is a private key; send the public key and keep this one secret."
                : "The PEM block must be a PUBLIC KEY or an RSA PUBLIC KEY.";
            return false;
        }
        try
        {
            var der = Convert.FromBase64String(pem[fields.Base64Data]);
            fault =
                label is Pkcs1Label ? ReadPkcs1(keyId, der, out key) : ReadSubjectPublicKeyInfo(keyId, der, out key);
        }
        catch (CryptographicException)
        {
            fault = "The key's encoding is damaged.";
        }
        return key is not null && fault is null;
    }

    private static string? ReadSubjectPublicKeyInfo(string keyId, byte[] der, out PublicKey? key)
    {
        key = null;
        var info = SubjectPublicKey.CreateFromSubjectPublicKeyInfo(der, out var read);
        if (read != der.Length)
            return "The key's encoding is damaged.";
        switch (info.Oid.Value)
        {
            case RsaOid:
                using (var rsa = RSA.Create())
                {
                    rsa.ImportSubjectPublicKeyInfo(der, out _);
                    return Accept(keyId, rsa, out key);
                }
            case EcOid:
                using (var ecdsa = ECDsa.Create())
                {
                    ecdsa.ImportSubjectPublicKeyInfo(der, out _);
                    return Accept(keyId, ecdsa, out key);
                }
            default:
                return "The key must be an RSA key or an EC key.";
        }
    }

    private static string? ReadPkcs1(string keyId, byte[] der, out PublicKey? key)
    {
        using var rsa = RSA.Create();
        rsa.ImportRSAPublicKey(der, out var read);
        if (read == der.Length)
            return Accept(keyId, rsa, out key);
        key = null;
        return "The key's encoding is damaged.";
    }

    private static string? Accept(string keyId, RSA rsa, out PublicKey? key)
    {
        key = null;
        if (rsa.KeySize is < MinimumRsaBits or > MaximumRsaBits)
            return "An RSA key must have 2048 to 8192 bits.";
        var exponent = rsa.ExportParameters(includePrivateParameters: false).Exponent.AsSpan().TrimStart((byte)0);
        // With an exponent of 1 the padded hash is its own signature, and an even one is no RSA key. OpenSSL refuses
        // both by itself, other platforms' libraries need not.
        if (exponent is [] or [1] || exponent.Length > MaximumExponentBytes || exponent[^1] % 2 == 0)
            return "The RSA key's public exponent must be odd, at least 3 and at most 64 bits.";
        key = new PublicKey(keyId, rsa);
        return null;
    }

    private static string? Accept(string keyId, ECDsa ecdsa, out PublicKey? key)
    {
        var curve = ecdsa.ExportParameters(includePrivateParameters: false).Curve;
        if (curve.IsNamed && curve.Oid.Value == P256Oid)
        {
            key = new PublicKey(keyId, ecdsa);
            return null;
        }
        key = null;
        return "An EC key must be on the curve P-256.";
    }

    private static bool IsBlank(ReadOnlySpan<char> text) => text.IsWhiteSpace();
}
