using Loyalty.Signing;
using Microsoft.Extensions.Primitives;

namespace Loyalty.Tests.Signing;

/// <summary>One row for each rule of RFC 9421 that refuses, with a request that breaks this rule alone.</summary>
internal static class MessageFormRefusals
{
    private const string Covered = MessageFormTests.Covered;
    private const string Times = MessageFormTests.Times;

    public static readonly Dictionary<string, (SignatureFault Fault, Action<RequestSample> Break)> BeforeSigning = new()
    {
        ["created 301 s ago"] = (
            SignatureFault.TooOld,
            s => s.Input = Covered + ";created=1712906185;keyid=\"rsa-key\""
        ),
        ["created 301 s ahead"] = (
            SignatureFault.InFuture,
            s => s.Input = Covered + ";created=1712906787;keyid=\"rsa-key\""
        ),
        ["expired"] = (SignatureFault.Expired, s => s.Input = Covered + Times + ";expires=1712906485"),
        ["no created"] = (SignatureFault.MissingParameter, s => s.Input = Covered + ";keyid=\"rsa-key\""),
        ["no keyid"] = (SignatureFault.MissingParameter, s => s.Input = Covered + ";created=1712906486"),
        ["created as text"] = (
            SignatureFault.Malformed,
            s => s.Input = Covered + ";created=\"1712906486\";keyid=\"rsa-key\""
        ),
        ["created as decimal"] = (
            SignatureFault.Malformed,
            s => s.Input = Covered + ";created=1712906486.0;keyid=\"rsa-key\""
        ),
        ["created without value"] = (SignatureFault.Malformed, s => s.Input = Covered + ";created;keyid=\"rsa-key\""),
        ["keyid without value"] = (SignatureFault.Malformed, s => s.Input = Covered + ";created=1712906486;keyid"),
        ["expires without value"] = (SignatureFault.Malformed, s => s.Input = Covered + Times + ";expires"),
        ["alg without value"] = (SignatureFault.Malformed, s => s.Input = Covered + Times + ";alg"),
        ["created negative"] = (SignatureFault.Malformed, s => s.Input = Covered + ";created=-1;keyid=\"rsa-key\""),
        ["keyid as token"] = (SignatureFault.Malformed, s => s.Input = Covered + ";created=1712906486;keyid=rsa-key"),
        ["a parameter twice"] = (SignatureFault.RepeatedParameter, s => s.Input += ";created=1712906486"),
        ["keyid twice"] = (SignatureFault.RepeatedParameter, s => s.Input += ";keyid=\"ec-key\""),
        ["method not covered"] = (
            SignatureFault.PartNotCovered,
            s => s.Input = "(\"@path\" \"content-digest\")" + Times
        ),
        ["path not covered"] = (
            SignatureFault.PartNotCovered,
            s => s.Input = "(\"@method\" \"@authority\" \"content-digest\")" + Times
        ),
        ["digest not covered"] = (SignatureFault.PartNotCovered, s => s.Input = "(\"@method\" \"@path\")" + Times),
        ["digest of the other form covered"] = (
            SignatureFault.PartNotCovered,
            s =>
            {
                s.Headers["Digest"] = $"SHA-512={s.Sha512}";
                s.Input = "(\"@method\" \"@path\" \"digest\")" + Times;
            }
        ),
        ["nothing covered"] = (SignatureFault.PartNotCovered, s => s.Input = "()" + Times),
        ["a part twice"] = (
            SignatureFault.RepeatedPart,
            s => s.Input = "(\"@method\" \"@path\" \"content-digest\" \"@path\")" + Times
        ),
        ["a component parameter"] = (
            SignatureFault.UnsupportedPart,
            s => s.Input = "(\"@method\" \"@path\" \"content-digest\" \"content-type\";bs)" + Times
        ),
        ["a query parameter"] = (
            SignatureFault.UnsupportedPart,
            s => s.Input = "(\"@method\" \"@path\" \"content-digest\" \"@query-param\";name=\"a\")" + Times
        ),
        ["a component of responses"] = (
            SignatureFault.UnsupportedPart,
            s => s.Input = "(\"@method\" \"@path\" \"content-digest\" \"@status\")" + Times
        ),
        ["a component in upper case"] = (
            SignatureFault.Malformed,
            s => s.Input = "(\"@method\" \"@path\" \"content-digest\" \"Host\")" + Times
        ),
        ["a header that was not sent"] = (
            SignatureFault.HeaderNotSent,
            s => s.Input = "(\"@method\" \"@path\" \"content-digest\" \"x-absent\")" + Times
        ),
        ["too many parts"] = (
            SignatureFault.TooManyParts,
            s =>
                s.Input =
                    "(\"@method\" \"@path\" \"content-digest\""
                    + string.Concat(Enumerable.Range(0, 30).Select(i => $" \"x-{i}\""))
                    + ")"
                    + Times
        ),
        ["EC named for an RSA key"] = (
            SignatureFault.AlgorithmMismatch,
            s => s.Input = Covered + Times + ";alg=\"ecdsa-p256-sha256\""
        ),
        ["HMAC named for an RSA key"] = (
            SignatureFault.AlgorithmMismatch,
            s => s.Input = Covered + Times + ";alg=\"hmac-sha256\""
        ),
        ["the name of the other form"] = (
            SignatureFault.AlgorithmMismatch,
            s => s.Input = Covered + Times + ";alg=\"RSA-SHA256\""
        ),
        ["an unknown key"] = (
            SignatureFault.UnknownKey,
            s => (s.SignedBy, s.Input) = ("rsa-key", Covered + ";created=1712906486;keyid=\"x\"")
        ),
        ["another live key than the one named"] = (
            SignatureFault.SignatureMismatch,
            s => s.Input = Covered + ";created=1712906486;keyid=\"ec-key\""
        ),
        ["digest of another body"] = (
            SignatureFault.DigestMismatch,
            s => s.Headers["Content-Digest"] = $"sha-512=:{new RequestSample { Body = [1] }.Sha512}:"
        ),
        ["one good and one bad digest"] = (
            SignatureFault.DigestMismatch,
            s =>
                s.Headers["Content-Digest"] =
                    $"sha-512=:{s.Sha512}:, sha-256=:{new RequestSample { Body = [1] }.Sha256}:"
        ),
        ["no digest that is known"] = (SignatureFault.DigestMissing, s => s.Headers["Content-Digest"] = "md5=:AAAA:"),
        ["a digest twice"] = (
            SignatureFault.DigestMalformed,
            s => s.Headers["Content-Digest"] = $"sha-512=:{s.Sha512}:,sha-512=:{s.Sha512}:"
        ),
        ["a digest of the other form"] = (
            SignatureFault.DigestMalformed,
            s => s.Headers["Content-Digest"] = $"SHA-512={s.Sha512}"
        ),
        ["a digest without end"] = (
            SignatureFault.DigestMalformed,
            s => s.Headers["Content-Digest"] = $"sha-512=:{s.Sha512}"
        ),
        ["parameters behind a digest of another body"] = (
            SignatureFault.DigestMismatch,
            s => s.Headers["Content-Digest"] = $"sha-512=:{new RequestSample { Body = [1] }.Sha512}:;a=1"
        ),
        ["a digest twice, once with a parameter"] = (
            SignatureFault.DigestMalformed,
            s => s.Headers["Content-Digest"] = $"sha-512=:{s.Sha512}:;a,sha-512=:{s.Sha512}:"
        ),
        ["a parameter without a name"] = (
            SignatureFault.DigestMalformed,
            s => s.Headers["Content-Digest"] = $"sha-512=:{s.Sha512}:;"
        ),
        ["a parameter without a value"] = (
            SignatureFault.DigestMalformed,
            s => s.Headers["Content-Digest"] = $"sha-512=:{s.Sha512}:;a="
        ),
        ["a parameter with an unclosed text"] = (
            SignatureFault.DigestMalformed,
            s => s.Headers["Content-Digest"] = $"sha-512=:{s.Sha512}:;a=\"b"
        ),
        ["a parameter that is half a number"] = (
            SignatureFault.DigestMalformed,
            s => s.Headers["Content-Digest"] = $"sha-512=:{s.Sha512}:;a=1."
        ),
        ["a comma behind the digest"] = (
            SignatureFault.DigestMalformed,
            s => s.Headers["Content-Digest"] = $"sha-512=:{s.Sha512}:,"
        ),
    };

    public static readonly Dictionary<string, (SignatureFault Fault, Action<RequestSample> Break)> AfterSigning = new()
    {
        ["another body"] = (SignatureFault.DigestMismatch, s => s.Body = [1]),
        ["another path"] = (SignatureFault.SignatureMismatch, s => s.Target = "/point"),
        ["another method"] = (SignatureFault.SignatureMismatch, s => s.Method = "PUT"),
        ["a parameter taken away"] = (
            SignatureFault.SignatureMismatch,
            s => s.Headers["Signature-Input"] = $"sig1={s.Input.Replace(";tag=\"t\"", "", StringComparison.Ordinal)}"
        ),
        ["no Signature"] = (SignatureFault.MissingParameter, s => s.Headers.Remove("Signature")),
        ["no Content-Digest"] = (SignatureFault.HeaderNotSent, s => s.Headers.Remove("Content-Digest")),
        ["an empty Signature-Input"] = (SignatureFault.Malformed, s => s.Headers["Signature-Input"] = ""),
        ["another label"] = (
            SignatureFault.Malformed,
            s => s.Signature = s.Signature.Replace("sig1", "sig2", StringComparison.Ordinal)
        ),
        ["two signatures"] = (SignatureFault.MultipleSignatures, s => s.Signature += ", sig2=:AAAA:"),
        ["two inputs"] = (SignatureFault.MultipleSignatures, s => s.Headers["Signature-Input"] += $", sig2={s.Input}"),
        ["two input headers"] = (
            SignatureFault.MultipleSignatures,
            s => s.Headers["Signature-Input"] = new StringValues([$"sig1={s.Input}", $"sig2={s.Input}"])
        ),
        ["the header of the other form beside an input"] = (
            SignatureFault.Malformed,
            s => s.Signature = new RequestSample().SignHeaderForm().Signature
        ),
        ["a signature without colons"] = (
            SignatureFault.Malformed,
            s => s.Signature = s.Signature.Replace(":", "", StringComparison.Ordinal)
        ),
        ["a signature without end"] = (SignatureFault.Malformed, s => s.Signature = s.Signature[..^1]),
        ["a list without end"] = (
            SignatureFault.Malformed,
            s => s.Headers["Signature-Input"] = "sig1=(\"@method\" \"@path\""
        ),
        ["a name without end"] = (SignatureFault.Malformed, s => s.Headers["Signature-Input"] = "sig1=(\"@met"),
        ["names without a space"] = (
            SignatureFault.Malformed,
            s => s.Headers["Signature-Input"] = $"sig1={s.Input.Replace("\" \"", "\"\"", StringComparison.Ordinal)}"
        ),
        ["tokens for names"] = (
            SignatureFault.Malformed,
            s => s.Headers["Signature-Input"] = "sig1=(method path);created=1712906486;keyid=\"rsa-key\""
        ),
        ["text behind"] = (SignatureFault.Malformed, s => s.Headers["Signature-Input"] += " x"),
        ["an endless input"] = (
            SignatureFault.HeaderTooLong,
            s => s.Headers["Signature-Input"] += $";x=\"{new string('a', 8192)}\""
        ),
        ["too many parameters"] = (
            SignatureFault.Malformed,
            s => s.Headers["Signature-Input"] += string.Concat(Enumerable.Range(0, 16).Select(i => $";x{i}"))
        ),
    };
}
