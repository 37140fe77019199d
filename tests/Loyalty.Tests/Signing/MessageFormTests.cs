using Loyalty.Signing;
using Microsoft.Extensions.Primitives;

namespace Loyalty.Tests.Signing;

/// <summary>RFC 9421: what is accepted, and one row for each rule that refuses.</summary>
public sealed class MessageFormTests
{
    internal const string Covered = "(\"@method\" \"@path\" \"content-digest\")";
    internal const string Times = ";created=1712906486;keyid=\"rsa-key\"";

    private static readonly Dictionary<string, Action<RequestSample>> Accepted = new()
    {
        ["the least that is covered"] = s => s.Input = Covered + Times,
        ["target-uri for path"] = s => s.Input = "(\"@method\" \"@target-uri\" \"content-digest\")" + Times,
        ["request-target for path"] = s => s.Input = "(\"@method\" \"@request-target\" \"content-digest\")" + Times,
        ["all derived components"] = s =>
        {
            s.Target = "/points?a=%2F&b";
            s.Input =
                "(\"content-digest\" \"@method\" \"@path\" \"@query\" \"@target-uri\" \"@request-target\""
                + " \"@authority\" \"@scheme\" \"content-type\")"
                + Times;
        },
        ["no path"] = s =>
        {
            s.Target = "?a=b";
            s.Input = "(\"@method\" \"@path\" \"@query\" \"content-digest\")" + Times;
        },
        ["no query"] = s => s.Input = "(\"@method\" \"@path\" \"@query\" \"content-digest\")" + Times,
        ["the default port is left out"] = s =>
        {
            s.Authority = "API.example:443";
            s.Input = "(\"@method\" \"@target-uri\" \"@authority\" \"content-digest\")" + Times;
        },
        ["a header of two values"] = s =>
        {
            s.Headers["X-Two"] = new StringValues([" one", "two "]);
            s.Input = "(\"@method\" \"@path\" \"content-digest\" \"x-two\")" + Times;
        },
        ["the key's algorithm named"] = s => s.Input = Covered + Times + ";alg=\"rsa-v1_5-sha256\"",
        ["EC key, fixed form"] = s =>
        {
            s.KeyId = TestKeys.EcId;
            s.Input = Covered + ";created=1712906486;keyid=\"ec-key\";alg=\"ecdsa-p256-sha256\"";
        },
        ["nonce, tag and unknown parameters"] = s =>
            s.Input = Covered + Times + ";nonce=\"a\\\"b\\\\\";tag=\"t\";x;y=?0;z=tok;n=-5;b=:AAAA:",
        ["expires now"] = s => s.Input = Covered + Times + ";expires=1712906486",
        ["sha-256"] = s => s.Headers["Content-Digest"] = $"sha-256=:{s.Sha256}:",
        ["both digests"] = s => s.Headers["Content-Digest"] = $"sha-256=:{s.Sha256}:, sha-512=:{s.Sha512}:",
        ["an unknown digest beside"] = s => s.Headers["Content-Digest"] = $"id-crc=:AAAA:,sha-512=:{s.Sha512}:",
        ["a digest with parameters"] = s =>
            s.Headers["Content-Digest"] =
                $"id-crc=:AAAA:;n=-1.5, sha-512=:{s.Sha512}:;a;b=tok; c=\"x, y;z\";d=?0;e=:AAAA:",
        ["created 300 s ago"] = s => s.Input = Covered + ";created=1712906186;keyid=\"rsa-key\"",
        ["created 300 s ahead"] = s => s.Input = Covered + ";created=1712906786;keyid=\"rsa-key\"",
    };

    public static TheoryData<string> AcceptedNames => [.. Accepted.Keys];
    public static TheoryData<string> RefusedBeforeSigningNames => [.. MessageFormRefusals.BeforeSigning.Keys];
    public static TheoryData<string> RefusedAfterSigningNames => [.. MessageFormRefusals.AfterSigning.Keys];

    [Theory]
    [MemberData(nameof(AcceptedNames))]
    public void Is_accepted(string what)
    {
        var sample = new RequestSample();
        Accepted[what](sample);
        Assert.Equal(new SignatureOutcome.Verified(sample.KeyId), sample.SignMessageForm().Verify());
    }

    [Theory]
    [MemberData(nameof(RefusedBeforeSigningNames))]
    public void Is_refused_although_signed_so(string what)
    {
        var sample = new RequestSample();
        MessageFormRefusals.BeforeSigning[what].Break(sample);
        Assert.Equal(
            new SignatureOutcome.Rejected(MessageFormRefusals.BeforeSigning[what].Fault),
            sample.SignMessageForm().Verify()
        );
    }

    [Theory]
    [MemberData(nameof(RefusedAfterSigningNames))]
    public void Is_refused_when_changed_after_signing(string what)
    {
        var sample = new RequestSample { Input = Covered + Times + ";tag=\"t\"" }.SignMessageForm();
        MessageFormRefusals.AfterSigning[what].Break(sample);
        Assert.Equal(new SignatureOutcome.Rejected(MessageFormRefusals.AfterSigning[what].Fault), sample.Verify());
    }

    [Fact]
    public void White_space_that_a_proxy_changed_does_not_matter()
    {
        var sample = new RequestSample().SignMessageForm();
        sample.Headers["Signature-Input"] =
            "sig1=( \"@method\"  \"@path\" \"content-digest\" ); created=1712906486;  keyid=\"rsa-key\" ";
        Assert.Equal(new SignatureOutcome.Verified(TestKeys.RsaId), sample.Verify());
    }

    [Fact]
    public void A_DER_signature_is_refused_where_the_fixed_form_is_due()
    {
        var sample = new RequestSample { KeyId = TestKeys.EcId, Algorithm = null }.SignHeaderForm();
        var der = sample.Signature.Split("signature=\"")[1].TrimEnd('"');
        sample.Input = Covered + ";created=1712906486;keyid=\"ec-key\"";
        sample.SignMessageForm();
        sample.Signature = $"sig1=:{der}:";
        Assert.Equal(new SignatureOutcome.Rejected(SignatureFault.SignatureMismatch), sample.Verify());
    }
}
