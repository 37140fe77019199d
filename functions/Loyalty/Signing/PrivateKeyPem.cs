using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Loyalty.Signing;

/// <summary>
/// Reads private keys from PEM. Whoever hands one in operates the platform or signs with it, so faults are
/// exceptions.
/// </summary>
internal static class PrivateKeyPem
{
    private const string EcPublicKey = "1.2.840.10045.2.1";
    private const string RsaEncryption = "1.2.840.113549.1.1.1";

    public static (KeyAlgorithm Algorithm, byte[] Pkcs8) Read(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var fields))
            throw new CryptographicException("The private key is not in PEM form.");
        var label = pem[fields.Label];
        var der = Convert.FromBase64String(pem[fields.Base64Data]);
        try
        {
            return label switch
            {
                "RSA PRIVATE KEY" => (KeyAlgorithm.RsaSha256, Import(RSA.Create(), key => ImportPkcs1(key, der))),
                "EC PRIVATE KEY" => (KeyAlgorithm.EcdsaSha256, Import(ECDsa.Create(), key => ImportSec1(key, der))),
                "PRIVATE KEY" => ReadPkcs8(der),
                "ENCRYPTED PRIVATE KEY" => throw new CryptographicException(
                    "The private key is encrypted; decrypt it first."
                ),
                _ => throw new CryptographicException("The PEM block is not a private key."),
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    /// <summary>Told by the algorithm's name, not by trying one import after the other: one that fails throws, and the
    /// first exception of a process takes as long as many requests.</summary>
    private static (KeyAlgorithm Algorithm, byte[] Pkcs8) ReadPkcs8(byte[] der) =>
        AlgorithmOf(der) switch
        {
            EcPublicKey => (
                KeyAlgorithm.EcdsaSha256,
                Import(ECDsa.Create(), key => key.ImportPkcs8PrivateKey(der, out _))
            ),
            RsaEncryption => (
                KeyAlgorithm.RsaSha256,
                Import(RSA.Create(), key => key.ImportPkcs8PrivateKey(der, out _))
            ),
            _ => throw new CryptographicException("The private key is neither RSA nor EC."),
        };

    /// <summary>The object identifier in a <c>PrivateKeyInfo</c> (RFC 5208, section 5).</summary>
    private static string AlgorithmOf(byte[] der)
    {
        try
        {
            var info = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
            _ = info.ReadIntegerBytes();
            return info.ReadSequence().ReadObjectIdentifier();
        }
        catch (AsnContentException fault)
        {
            throw new CryptographicException("The private key is not in PKCS#8 form.", fault);
        }
    }

    private static void ImportPkcs1(RSA key, byte[] der) => key.ImportRSAPrivateKey(der, out _);

    private static void ImportSec1(ECDsa key, byte[] der) => key.ImportECPrivateKey(der, out _);

    private static byte[] Import<T>(T key, Action<T> import)
        where T : AsymmetricAlgorithm
    {
        using (key)
        {
            import(key);
            return key.ExportPkcs8PrivateKey();
        }
    }
}
