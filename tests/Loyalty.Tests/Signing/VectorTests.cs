using System.Security.Cryptography;
using Loyalty.Signing;

namespace Loyalty.Tests.Signing;

/// <summary>
/// What the openssl command signed (see Vectors/README.md) verifies here, and what we sign is what it signed.
/// </summary>
public sealed class VectorTests
{
    private static readonly byte[] Body = SigningFiles.VectorBytes("body.json");

    [Theory]
    [InlineData("rsa", "RSA-SHA256")]
    [InlineData("ec", "ECDSA-SHA256")]
    public void A_request_signed_by_openssl_verifies_in_the_form_of_the_guide(string kind, string algorithm)
    {
        var sample = new RequestSample { Body = Body };
        sample.Headers["Digest"] = $"SHA-512={sample.Sha512}";
        sample.Signature =
            $"keyId=\"{kind}-key\",algorithm=\"{algorithm}\",created=1712906486,"
            + "headers=\"(created) digest (request-target)\","
            + $"signature=\"{SigningFiles.Vector($"header-form.{kind}.b64")}\"";
        Assert.Equal(new SignatureOutcome.Verified($"{kind}-key"), sample.Verify());
    }

    [Theory]
    [InlineData("rsa")]
    [InlineData("ec")]
    public void A_request_signed_by_openssl_verifies_as_RFC_9421(string kind)
    {
        var sample = new RequestSample { Body = Body };
        sample.Headers["Content-Digest"] = $"sha-512=:{sample.Sha512}:";
        sample.Headers["Signature-Input"] = $"sig1={SigningFiles.Vector($"message-form.{kind}.params.txt")}";
        sample.Signature = $"sig1=:{SigningFiles.Vector($"message-form.{kind}.b64")}:";
        Assert.Equal(new SignatureOutcome.Verified($"{kind}-key"), sample.Verify());
    }

    [Fact]
    public void We_sign_with_RSA_the_very_bytes_that_openssl_did()
    {
        using var key = TestKeys.RsaSigning();
        var guide = RequestSigner.Sign(key, "POST", "/points", Body, RequestSample.Now);
        Assert.Equal(["Digest", "Signature"], guide.Select(header => header.Key));
        Assert.Equal(
            "keyId=\"rsa-key\",algorithm=\"RSA-SHA256\",created=1712906486,"
                + "headers=\"(created) digest (request-target)\","
                + $"signature=\"{SigningFiles.Vector("header-form.rsa.b64")}\"",
            guide[1].Value
        );

        var message = RequestSigner.SignMessage(key, "POST", "/points", Body, RequestSample.Now);
        Assert.Equal(["Content-Digest", "Signature-Input", "Signature"], message.Select(header => header.Key));
        Assert.Equal($"sig1={SigningFiles.Vector("message-form.rsa.params.txt")}", message[1].Value);
        Assert.Equal($"sig1=:{SigningFiles.Vector("message-form.rsa.b64")}:", message[2].Value);
    }

    [Fact]
    public void The_texts_that_openssl_signed_are_ours()
    {
        foreach (var text in new[] { "header-form.txt", "message-form.rsa.txt" })
        {
            var signature = Convert.FromBase64String(
                SigningFiles.Vector(text.Replace(".rsa", "").Replace(".txt", ".rsa.b64"))
            );
            Assert.True(TestKeys.Rsa.Verify(SigningFiles.VectorBytes(text), signature), text);
        }
        var der = Convert.FromBase64String(SigningFiles.Vector("header-form.ec.b64"));
        var fixedForm = Convert.FromBase64String(SigningFiles.Vector("message-form.ec.b64"));
        Assert.True(TestKeys.Ec.Verify(SigningFiles.VectorBytes("header-form.txt"), der));
        Assert.True(
            TestKeys.Ec.Verify(
                SigningFiles.VectorBytes("message-form.ec.txt"),
                fixedForm,
                DSASignatureFormat.IeeeP1363FixedFieldConcatenation
            )
        );
    }

    [Fact]
    public void The_webhook_signature_is_the_one_of_openssl()
    {
        var secret = "whsec_" + Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
        Assert.True(StandardWebhook.TryParse(secret, out var webhook));
        Assert.Equal($"v1,{SigningFiles.Vector("webhook.b64")}", webhook.Sign("msg_1", RequestSample.NowSeconds, Body));
    }
}
