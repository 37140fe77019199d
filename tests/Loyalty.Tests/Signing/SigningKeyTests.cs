using System.Security.Cryptography;
using Loyalty.Signing;

namespace Loyalty.Tests.Signing;

public sealed class SigningKeyTests
{
    [Theory]
    [InlineData(KeyAlgorithm.RsaSha256)]
    [InlineData(KeyAlgorithm.EcdsaSha256)]
    public void A_new_key_survives_being_exported(KeyAlgorithm algorithm)
    {
        using var made = SigningKey.Create(algorithm, "k", RequestSample.Now);
        using var read = SigningKey.FromPkcs8("k", made.ExportPkcs8(), RequestSample.Now);
        Assert.Equal(algorithm, read.Algorithm);
        Assert.Equal(RequestSample.Now, read.CreatedAt);
        Assert.Equal(made.PublicKey.ToPem(), read.PublicKey.ToPem());
        Assert.True(made.PublicKey.Verify("data"u8, read.Sign("data"u8)));
        made.Dispose();
        Assert.Throws<ObjectDisposedException>(() => made.Sign("data"u8));
    }

    [Fact]
    public void Every_unencrypted_private_PEM_is_read()
    {
        using var rsa = RSA.Create(2048);
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (var pem in new[] { rsa.ExportRSAPrivateKeyPem(), rsa.ExportPkcs8PrivateKeyPem() })
            AssertRead(pem, KeyAlgorithm.RsaSha256);
        foreach (var pem in new[] { ec.ExportECPrivateKeyPem(), ec.ExportPkcs8PrivateKeyPem() })
            AssertRead(pem, KeyAlgorithm.EcdsaSha256);
    }

    [Fact]
    public void What_cannot_sign_is_a_fault()
    {
        using var small = RSA.Create(1024);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        var encrypted = rsa.ExportEncryptedPkcs8PrivateKeyPem(
            "password",
            new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1)
        );
        string[] refused =
        [
            "",
            encrypted,
            small.ExportPkcs8PrivateKeyPem(),
            curve.ExportPkcs8PrivateKeyPem(),
            SigningFiles.Vector("rsa-public.pem"),
            PemEncoding.WriteString("PRIVATE KEY", [1, 2, 3]),
        ];
        Assert.All(
            refused,
            pem => Assert.ThrowsAny<CryptographicException>(() => SigningKey.FromPem("k", pem, RequestSample.Now))
        );
        Assert.Throws<ArgumentException>(() =>
            SigningKey.FromPem("a\"b", rsa.ExportPkcs8PrivateKeyPem(), RequestSample.Now)
        );
    }

    [Fact]
    public void A_disposed_key_does_not_sign_but_its_public_half_verifies()
    {
        var key = SigningKey.Create(KeyAlgorithm.EcdsaSha256, "k", RequestSample.Now);
        var signature = key.Sign("data"u8);
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign("data"u8));
        Assert.Throws<ObjectDisposedException>(() => key.ExportPkcs8());
        Assert.True(key.PublicKey.Verify("data"u8, signature));
    }

    private static void AssertRead(string pem, KeyAlgorithm algorithm)
    {
        using var key = SigningKey.FromPem("k", pem, RequestSample.Now);
        Assert.Equal(algorithm, key.Algorithm);
        Assert.True(key.PublicKey.Verify("data"u8, key.Sign("data"u8)));
    }
}
