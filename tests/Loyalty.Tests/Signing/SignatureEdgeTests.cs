using System.Security.Cryptography;
using System.Text;
using Loyalty.Signing;

namespace Loyalty.Tests.Signing;

/// <summary>Limits are allowed, what is beyond them is not; and what is said of each fault.</summary>
public sealed class SignatureEdgeTests
{
    private const int Limit = SignatureLimits.HeaderLength;
    private static readonly byte[] Body = "body"u8.ToArray();

    [Theory]
    [InlineData(Limit, SignatureFault.None)]
    [InlineData(Limit + 1, SignatureFault.HeaderTooLong)]
    public void A_header_may_have_its_whole_length(int length, SignatureFault fault)
    {
        var digest = BodyDigest.ForDigest(Body) + ",x=";
        var content = BodyDigest.ForContentDigest(Body);

        Assert.Equal(fault, BodyDigest.CheckDigest(digest.PadRight(length, 'a'), Body));
        Assert.Equal(fault, BodyDigest.CheckContentDigest(content.PadRight(length), Body));
        Assert.Equal(fault, MessageSignatureInput.TryParse("l=()".PadRight(length), out _));
    }

    [Theory]
    [InlineData(Limit, true)]
    [InlineData(Limit + 1, false)]
    public void A_signature_may_have_its_whole_length(int length, bool isAccepted)
    {
        var message = new RequestSample().SignMessageForm();
        message.Signature = message.Signature.PadRight(length);
        var header = new RequestSample().SignHeaderForm();
        header.Signature += ",x=\"";
        header.Signature = header.Signature.PadRight(length - 1, 'a') + "\"";

        foreach (var sample in (RequestSample[])[message, header])
            Assert.Equal(
                isAccepted
                    ? new SignatureOutcome.Verified(TestKeys.RsaId)
                    : new SignatureOutcome.Rejected(SignatureFault.HeaderTooLong),
                sample.Verify()
            );
    }

    [Fact]
    public void White_space_before_a_signature_does_not_matter()
    {
        var message = new RequestSample().SignMessageForm();
        message.Signature = " " + message.Signature;

        Assert.Equal(new SignatureOutcome.Verified(TestKeys.RsaId), message.Verify());
    }

    [Fact]
    public void A_request_of_which_nothing_else_is_said_came_by_https()
    {
        var request = new SignedRequest
        {
            Method = "GET",
            RawTarget = "/",
            Header = _ => default,
            Body = default,
        };

        Assert.Equal(("https", ""), (request.Scheme, request.Authority));
    }

    [Fact]
    public void A_digest_is_read_to_the_letter()
    {
        var digest = BodyDigest.ForDigest(Body);

        Assert.Equal(SignatureFault.None, BodyDigest.CheckDigest($" {digest}\t", Body));
        Assert.Equal(SignatureFault.DigestMissing, BodyDigest.CheckDigest($"\u00a0{digest}", Body));
        Assert.Equal(SignatureFault.DigestMalformed, BodyDigest.CheckDigest($"{digest},=x", Body));
        Assert.Equal(SignatureFault.None, BodyDigest.CheckContentDigest(" " + BodyDigest.ForContentDigest(Body), Body));
    }

    [Theory]
    [InlineData("http", "shop.example:80", "shop.example")]
    [InlineData("http", "shop.example:443", "shop.example:443")]
    [InlineData("https", "shop.example:443", "shop.example")]
    [InlineData("https", "shop.example:80", "shop.example:80")]
    [InlineData("ftp", "shop.example:80", "shop.example:80")]
    [InlineData("ftp", "shop.example", "shop.example")]
    public void The_port_is_left_out_where_it_is_the_schemes_own(string scheme, string authority, string inText)
    {
        var sample = new RequestSample
        {
            Scheme = scheme,
            AuthoritySigned = inText,
            Input = "(\"@method\" \"@path\" \"@authority\" \"content-digest\")" + MessageFormTests.Times,
        }.SignMessageForm();
        sample.Authority = authority;

        Assert.Equal(new SignatureOutcome.Verified(TestKeys.RsaId), sample.Verify());
    }

    [Fact]
    public void A_text_of_any_length_is_signed_whole()
    {
        using var text = new SignatureText();
        var expected = new StringBuilder();
        for (var part = 0; part < 8; part++)
        {
            var line = new string((char)('a' + part), 600);
            text.BeginLine();
            text.Append(line);
            expected.Append(part == 0 ? "" : "\n").Append(line);
        }

        Assert.Equal(expected.ToString(), Encoding.UTF8.GetString(text.Written));
        Assert.False(text.IsBroken);
    }

    [Fact]
    public void Only_what_is_asked_for_becomes_lower_case_and_only_white_space_is_trimmed()
    {
        using var text = new SignatureText();
        text.Append(new string('A', 600));
        text.AppendLower("BC");
        text.AppendHeader((string[])["\t x ", "\u00a0y"]);

        Assert.Equal(new string('A', 600) + "bcx, \u00a0y", Encoding.UTF8.GetString(text.Written));
        Assert.False(text.IsBroken);
    }

    [Fact]
    public void A_line_break_breaks_a_text_wherever_it_is()
    {
        foreach (
            var append in (Action<SignatureText>[])
                [text => text.Append("a\nb"), text => text.AppendLower("a\nb"), text => text.AppendHeader("a\nb")]
        )
        {
            using var text = new SignatureText();
            append(text);
            Assert.True(text.IsBroken);
        }
    }

    [Fact]
    public void Every_fault_is_told_in_a_sentence_of_its_own()
    {
        var texts = Enum.GetValues<SignatureFault>()
            .Where(fault => fault != SignatureFault.None)
            .Select(fault => fault.PublicText())
            .ToList();

        Assert.All(texts, text => Assert.Matches("^(A|The|Exactly).{15,}\\.$", text));
        Assert.Equal(texts.Count, texts.Distinct().Count());
        Assert.Contains("@target-uri", SignatureFault.PartNotCovered.PublicText(), StringComparison.Ordinal);
        Assert.Contains("(created)", SignatureFault.PartNotCovered.PublicText(), StringComparison.Ordinal);
        var none = Assert.Throws<ArgumentOutOfRangeException>(() => SignatureFault.None.PublicText());
        Assert.Contains("No fault to tell of.", none.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing", "not in PEM form")]
    [InlineData("-----BEGIN CERTIFICATE-----\nYQ==\n-----END CERTIFICATE-----", "not a private key")]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY-----\nYQ==\n-----END ENCRYPTED PRIVATE KEY-----", "is encrypted")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nYQ==\n-----END PRIVATE KEY-----", "not in PKCS#8 form")]
    // Ed25519, RFC 8410 section 10.3.
    [InlineData(
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----",
        "neither RSA nor EC"
    )]
    public void What_is_no_private_key_for_us_is_said(string pem, string why)
    {
        var fault = Assert.Throws<CryptographicException>(() => SigningKey.FromPem("k", pem, DateTimeOffset.UnixEpoch));

        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" ", true)]
    [InlineData("~", true)]
    [InlineData("\"", false)]
    [InlineData("\\", false)]
    [InlineData("\u007f", false)]
    [InlineData("\u001f", false)]
    public void A_key_id_has_what_a_header_can_carry(string id, bool isValid)
    {
        Assert.Equal(isValid, KeyId.IsValid("a" + id + "b"));
        if (isValid)
            return;
        var pem = SigningFiles.Vector("rsa-private.pem");
        var fault = Assert.Throws<ArgumentException>(() => SigningKey.FromPem("a" + id, pem, DateTimeOffset.UnixEpoch));
        Assert.Contains("cannot be written", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_webhook_is_good_however_many_of_its_signatures_are()
    {
        var secret = StandardWebhook.Create();
        var now = DateTimeOffset.FromUnixTimeSeconds(1_712_906_486);
        var signature = secret.Sign("id", now.ToUnixTimeSeconds(), Body);

        Assert.True(Verify("1712906486", $"{signature} {signature}"));
        // A number may be written in fifteen digits and no more; what is signed is what was written.
        var padded = "000001712906486";
        Assert.True(Verify(padded, SignedAt(padded)));
        Assert.False(Verify("0" + padded, SignedAt("0" + padded)));

        string SignedAt(string timestamp) =>
            "v1,"
            + Convert.ToBase64String(
                HMACSHA256.HashData(
                    Convert.FromBase64String(secret.ExportSecret()["whsec_".Length..]),
                    Encoding.UTF8.GetBytes($"id.{timestamp}.body")
                )
            );

        bool Verify(string timestamp, string signatures) =>
            secret.Verify("id", timestamp, signatures, Body, now, TimeSpan.FromMinutes(5));
    }
}
