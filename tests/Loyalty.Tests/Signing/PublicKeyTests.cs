using System.Security.Cryptography;
using Loyalty.Signing;

namespace Loyalty.Tests.Signing;

public sealed class PublicKeyTests
{
    private static string RsaPem => SigningFiles.Vector("rsa-public.pem");

    [Theory]
    [InlineData("rsa-public.pem", KeyAlgorithm.RsaSha256)]
    [InlineData("rsa-public-pkcs1.pem", KeyAlgorithm.RsaSha256)]
    [InlineData("ec-public.pem", KeyAlgorithm.EcdsaSha256)]
    public void A_public_key_is_read_and_written(string file, KeyAlgorithm algorithm)
    {
        Assert.True(PublicKey.TryFromPem("k", $"\r\n{SigningFiles.Vector(file)}\n ", out var key, out var fault));
        Assert.Null(fault);
        Assert.Equal("k", key.KeyId);
        Assert.Equal(algorithm, key.Algorithm);
        Assert.Equal(algorithm == KeyAlgorithm.RsaSha256, key.RsaParameters is not null);
        Assert.Equal(algorithm == KeyAlgorithm.EcdsaSha256, key.EcParameters is not null);
        Assert.True(PublicKey.TryFromPem("k", key.ToPem(), out var again, out _));
        Assert.Equal(key.ToSubjectPublicKeyInfo(), again.ToSubjectPublicKeyInfo());
    }

    [Fact]
    public void Both_encodings_of_an_RSA_key_are_one_key()
    {
        PublicKey.TryFromPem("k", SigningFiles.Vector("rsa-public-pkcs1.pem"), out var key, out _);
        Assert.Equal(SigningFiles.Vector("rsa-public.pem").Trim(), key!.ToPem());
    }

    [Fact]
    public void A_JWKS_finds_what_it_needs()
    {
        Assert.Equal(256, TestKeys.Rsa.RsaParameters!.Value.Modulus!.Length);
        Assert.Equal([1, 0, 1], TestKeys.Rsa.RsaParameters.Value.Exponent);
        Assert.Null(TestKeys.Rsa.RsaParameters.Value.D);
        Assert.Equal(32, TestKeys.Ec.EcParameters!.Value.Q.X!.Length);
        Assert.Equal(32, TestKeys.Ec.EcParameters.Value.Q.Y!.Length);
        Assert.Null(TestKeys.Ec.EcParameters.Value.D);
    }

    [Theory]
    [InlineData("refused-rsa-1024.pem", "An RSA key must have 2048 to 8192 bits.")]
    [InlineData("refused-ec-p384.pem", "An EC key must be on the curve P-256.")]
    [InlineData("refused-ed25519.pem", "The key must be an RSA key or an EC key.")]
    [InlineData("rsa-private.pem", "This is a private key; send the public key and keep this one secret.")]
    [InlineData("ec-private.pem", "This is a private key; send the public key and keep this one secret.")]
    [InlineData("body.json", "The key is not in PEM form.")]
    public void Another_key_is_refused_in_plain_words(string file, string expected)
    {
        Assert.False(PublicKey.TryFromPem("k", SigningFiles.Vector(file), out var key, out var fault));
        Assert.Null(key);
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void A_damaged_or_doubled_PEM_is_refused()
    {
        using var rsa = RSA.Create(2048);
        var spki = rsa.ExportSubjectPublicKeyInfo();
        AssertRefused(RsaPem + RsaPem, "one block");
        AssertRefused("my key: " + RsaPem, "one block");
        AssertRefused(RsaPem.Replace("PUBLIC", "CERTAIN", StringComparison.Ordinal), "must be a PUBLIC KEY");
        AssertRefused(PemEncoding.WriteString("PUBLIC KEY", spki.AsSpan(0, spki.Length - 1)), "damaged");
        AssertRefused(PemEncoding.WriteString("PUBLIC KEY", [.. spki, 0]), "damaged");
        AssertRefused(PemEncoding.WriteString("RSA PUBLIC KEY", spki), "damaged");
        AssertRefused(PemEncoding.WriteString("PUBLIC KEY", []), "damaged");
        AssertRefused(RsaPem + new string(' ', 20_000), "PEM form");
        AssertRefused("", "PEM form");
    }

    [Theory]
    [InlineData(new byte[] { 1 }, "")]
    [InlineData(new byte[] { 4 }, "")]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 1 }, "public exponent")]
    public void An_exponent_that_makes_forging_easy_or_verifying_costly_is_refused(byte[] exponent, string because)
    {
        var der = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (der.PushSequence())
        {
            der.WriteIntegerUnsigned(TestKeys.Rsa.RsaParameters!.Value.Modulus);
            der.WriteIntegerUnsigned(exponent);
        }
        AssertRefused(PemEncoding.WriteString("RSA PUBLIC KEY", der.Encode()), because);
    }

    [Theory]
    [InlineData(2040, 3, "An RSA key must have 2048 to 8192 bits.")]
    [InlineData(2048, 3, null)]
    [InlineData(2048, 8, null)] // Bytes of the exponent.
    [InlineData(8192, 3, null)]
    [InlineData(8200, 3, "An RSA key must have 2048 to 8192 bits.")]
    public void A_key_may_be_as_large_as_the_limits_say(int bits, int exponentBytes, string? expected)
    {
        // The top bit and the lowest are set; nobody asks for its factors.
        var modulus = Enumerable.Repeat((byte)0xff, bits / 8).ToArray();
        var exponent = Enumerable.Repeat((byte)1, exponentBytes).ToArray();
        var der = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (der.PushSequence())
        {
            der.WriteIntegerUnsigned(modulus);
            der.WriteIntegerUnsigned(exponent);
        }

        PublicKey.TryFromPem("k", PemEncoding.WriteString("RSA PUBLIC KEY", der.Encode()), out _, out var fault);

        Assert.Equal(expected, fault);
    }

    [Fact]
    public void A_PEM_may_have_16_KiB()
    {
        Assert.True(PublicKey.TryFromPem("k", RsaPem.PadRight(16_384), out _, out _));
        AssertRefused(RsaPem.PadRight(16_385), "PEM form");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\"b")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    [InlineData("clé")]
    public void A_key_id_that_no_header_can_carry_is_refused(string keyId)
    {
        Assert.False(PublicKey.TryFromPem(keyId, RsaPem, out _, out var fault));
        Assert.Contains("key id", fault, StringComparison.Ordinal);
        Assert.False(PublicKey.TryFromPem(new string('k', 257), RsaPem, out _, out _));
        Assert.True(PublicKey.TryFromPem(new string('k', 256), RsaPem, out _, out _));
    }

    [Fact]
    public void A_signature_of_any_shape_is_answered_and_not_thrown_at()
    {
        var random = new Random(7);
        foreach (var key in new[] { TestKeys.Rsa, TestKeys.Ec })
        foreach (var length in new[] { 0, 1, 8, 63, 64, 65, 70, 72, 255, 256, 257, 1024 })
        {
            var signature = new byte[length];
            random.NextBytes(signature);
            Assert.False(key.Verify("data"u8, signature));
            Assert.False(key.Verify("data"u8, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
            Assert.False(key.Verify("data"u8, new byte[length]));
        }
    }

    private static void AssertRefused(string pem, string because)
    {
        Assert.False(PublicKey.TryFromPem("k", pem, out var key, out var fault));
        Assert.Null(key);
        Assert.Contains(because, fault, StringComparison.Ordinal);
    }
}
