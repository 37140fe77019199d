using Loyalty.Signing;
using Microsoft.Extensions.Primitives;

namespace Loyalty.Tests.Signing;

/// <summary>The form of the integration guide: what is accepted, and one row for each rule that refuses.</summary>
public sealed class HeaderFormTests
{
    private static readonly Dictionary<string, Action<RequestSample>> Accepted = new()
    {
        ["as the guide shows it"] = s => s.SignHeaderForm(),
        ["EC key, DER signature"] = s => (s.KeyId, s.Algorithm) = (TestKeys.EcId, "ECDSA-SHA256"),
        ["algorithm in another case"] = s => s.Algorithm = "rsa-sha256",
        ["algorithm left to the key"] = s => s.Algorithm = "hs2019",
        ["algorithm left to the key, EC"] = s => (s.KeyId, s.Algorithm) = (TestKeys.EcId, "HS2019"),
        ["no algorithm"] = s => s.Algorithm = null,
        ["parts in another order"] = s => s.Parts = "(request-target) (created) digest",
        ["parts in another case"] = s => s.Parts = "(created) Digest (request-target)",
        ["more headers signed"] = s => s.Parts = "(created) digest (request-target) host content-type",
        ["a header of two values signed"] = s =>
        {
            s.Headers["X-Two"] = new StringValues([" one ", "two"]);
            s.Parts += " x-two";
        },
        ["an empty header signed"] = s =>
        {
            s.Headers["X-Empty"] = "";
            s.Parts += " x-empty";
        },
        ["a header beyond ASCII signed"] = s =>
        {
            s.Headers["X-Name"] = "Zoë";
            s.Parts += " x-name";
        },
        ["as many parts as there may be"] = s =>
        {
            for (var part = 4; part <= SignatureLimits.Parts; part++)
            {
                s.Headers[$"X-{part}"] = "x";
                s.Parts += $" x-{part}";
            }
        },
        ["query in the target"] = s => s.Target = "/points?a=%2F&b=c%20d",
        ["another method"] = s => (s.Method, s.Body) = ("GET", []),
        ["created 300 s ago"] = s => s.Created = "1712906186",
        ["created 300 s ahead"] = s => s.Created = "1712906786",
        ["created in quotes"] = s => s.Created = "\"1712906486\"",
        ["expires with decimals"] = s => s.Expires = "1712906486.5",
        ["expires with decimals, signed"] = s => (s.Expires, s.Parts) = ("1712906500.250", s.Parts + " (expires)"),
        ["expires now"] = s => s.Expires = "1712906486",
        ["expires later, signed"] = s => (s.Expires, s.Parts) = ("1712906500", s.Parts + " (expires)"),
        ["another digest beside SHA-512"] = s => s.Headers["Digest"] = $"SHA-256={s.Sha256}, SHA-512={s.Sha512}",
        ["another digest that is wrong beside SHA-512"] = s =>
            s.Headers["Digest"] = $"SHA-512={s.Sha512},unixsum=30637",
        ["digest in two headers"] = s =>
            s.Headers["Digest"] = new StringValues([$"SHA-256={s.Sha256}", $"SHA-512={s.Sha512}"]),
        ["digest name in another case"] = s => s.Headers["Digest"] = $"sha-512={s.Sha512}",
    };

    private static readonly Dictionary<string, Action<RequestSample>> AcceptedAfterSigning = new()
    {
        ["white space around commas"] = s => s.Signature = s.Signature.Replace(",", " , ", StringComparison.Ordinal),
        ["an unknown parameter"] = s => s.Signature += ",opaque=\"a b\"",
        ["an unknown parameter that is a number"] = s => s.Signature += ",version=12",
        ["parameter names in another case"] = s =>
            s.Signature = s.Signature.Replace("keyId", "keyid", StringComparison.Ordinal),
    };

    private static readonly string[] Parameters = ["keyId", "algorithm", "created", "expires", "headers", "signature"];

    public static TheoryData<string> AcceptedNames => [.. Accepted.Keys];
    public static TheoryData<string> AcceptedAfterSigningNames => [.. AcceptedAfterSigning.Keys];
    public static TheoryData<string> RefusedBeforeSigningNames => [.. HeaderFormRefusals.BeforeSigning.Keys];
    public static TheoryData<string> RefusedAfterSigningNames => [.. HeaderFormRefusals.AfterSigning.Keys];
    public static TheoryData<string> ParameterNames => [.. Parameters];
    public static TheoryData<string> RequiredParameterNames => ["keyId", "created", "headers", "signature"];

    [Theory]
    [MemberData(nameof(AcceptedNames))]
    public void Is_accepted(string what)
    {
        var sample = new RequestSample();
        Accepted[what](sample);
        Assert.Equal(new SignatureOutcome.Verified(sample.KeyId), sample.SignHeaderForm().Verify());
    }

    [Theory]
    [MemberData(nameof(AcceptedAfterSigningNames))]
    public void Is_accepted_although_rewritten(string what)
    {
        var sample = new RequestSample().SignHeaderForm();
        AcceptedAfterSigning[what](sample);
        Assert.Equal(new SignatureOutcome.Verified(TestKeys.RsaId), sample.Verify());
    }

    [Theory]
    [MemberData(nameof(RefusedBeforeSigningNames))]
    public void Is_refused_although_signed_so(string what)
    {
        var sample = new RequestSample();
        HeaderFormRefusals.BeforeSigning[what].Break(sample);
        Assert.Equal(
            new SignatureOutcome.Rejected(HeaderFormRefusals.BeforeSigning[what].Fault),
            sample.SignHeaderForm().Verify()
        );
    }

    [Theory]
    [MemberData(nameof(RefusedAfterSigningNames))]
    public void Is_refused_when_changed_after_signing(string what)
    {
        var sample = new RequestSample().SignHeaderForm();
        HeaderFormRefusals.AfterSigning[what].Break(sample);
        Assert.Equal(new SignatureOutcome.Rejected(HeaderFormRefusals.AfterSigning[what].Fault), sample.Verify());
    }

    [Theory]
    [MemberData(nameof(ParameterNames))]
    public void A_repeated_parameter_is_refused_with_equal_and_with_other_spelling(string name)
    {
        foreach (var spelling in new[] { name, name.ToUpperInvariant() })
        {
            var sample = new RequestSample { Expires = "1712906500" }.SignHeaderForm();
            var start = sample.Signature.IndexOf($"{name}=", StringComparison.Ordinal);
            var end = sample.Signature.IndexOf(',', start);
            var value = sample.Signature[(start + name.Length)..(end < 0 ? sample.Signature.Length : end)];
            sample.Signature += $",{spelling}{value}";
            Assert.Equal(new SignatureOutcome.Rejected(SignatureFault.RepeatedParameter), sample.Verify());
        }
    }

    [Theory]
    [MemberData(nameof(RequiredParameterNames))]
    public void A_missing_parameter_is_refused(string name)
    {
        var sample = new RequestSample().SignHeaderForm();
        sample.Signature = string.Join(
            ',',
            sample.Signature.Split(',').Where(p => !p.StartsWith($"{name}=", StringComparison.Ordinal))
        );
        Assert.Equal(new SignatureOutcome.Rejected(SignatureFault.MissingParameter), sample.Verify());
    }

    [Fact]
    public void A_request_without_signature_is_neither_verified_nor_rejected()
    {
        var sample = new RequestSample();
        sample.Headers["Digest"] = "SHA-512=nonsense";
        sample.Headers["Authorization"] = "Signature keyId=\"rsa-key\"";
        Assert.IsType<SignatureOutcome.Absent>(sample.Verify());
    }

    [Fact]
    public void Every_fault_has_its_own_words()
    {
        var texts = Enum.GetValues<SignatureFault>().Where(f => f != SignatureFault.None).Select(f => f.PublicText());
        Assert.Equal(Enum.GetValues<SignatureFault>().Length - 1, texts.Distinct().Count());
        Assert.Throws<ArgumentOutOfRangeException>(() => SignatureFault.None.PublicText());
    }
}
