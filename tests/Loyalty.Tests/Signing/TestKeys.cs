using System.Security.Cryptography;
using Loyalty.Signing;

namespace Loyalty.Tests.Signing;

/// <summary>The keys of the frozen vectors, for our code and — to sign without it — for the framework's.</summary>
internal static class TestKeys
{
    public const string RsaId = "rsa-key";
    public const string EcId = "ec-key";

    public static readonly PublicKey Rsa = Public(RsaId, "rsa-public.pem");
    public static readonly PublicKey Ec = Public(EcId, "ec-public.pem");

    public static PublicKey? Find(string keyId) =>
        keyId switch
        {
            RsaId => Rsa,
            EcId => Ec,
            _ => null,
        };

    public static SigningKey RsaSigning() =>
        SigningKey.FromPem(RsaId, SigningFiles.Vector("rsa-private.pem"), DateTimeOffset.UnixEpoch);

    public static SigningKey EcSigning() =>
        SigningKey.FromPem(EcId, SigningFiles.Vector("ec-private.pem"), DateTimeOffset.UnixEpoch);

    public static byte[] SignWithFramework(string keyId, byte[] data, DSASignatureFormat format)
    {
        if (keyId == EcId)
        {
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportFromPem(SigningFiles.Vector("ec-private.pem"));
            return ecdsa.SignData(data, HashAlgorithmName.SHA256, format);
        }
        using var rsa = RSA.Create();
        rsa.ImportFromPem(SigningFiles.Vector("rsa-private.pem"));
        return rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static PublicKey Public(string keyId, string file) =>
        PublicKey.TryFromPem(keyId, SigningFiles.Vector(file), out var key, out var fault)
            ? key
            : throw new InvalidOperationException(fault);
}
