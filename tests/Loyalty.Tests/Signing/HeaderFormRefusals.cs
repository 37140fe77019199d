using Loyalty.Signing;
using Microsoft.Extensions.Primitives;

namespace Loyalty.Tests.Signing;

/// <summary>
/// One row for each rule of the guide's form that refuses, with a request that breaks this rule alone.
/// </summary>
internal static class HeaderFormRefusals
{
    public static readonly Dictionary<string, (SignatureFault Fault, Action<RequestSample> Break)> BeforeSigning = new()
    {
        ["created 301 s ago"] = (SignatureFault.TooOld, s => s.Created = "1712906185"),
        ["created 301 s ahead"] = (SignatureFault.InFuture, s => s.Created = "1712906787"),
        ["created in the far future"] = (SignatureFault.InFuture, s => s.Created = "999999999999999"),
        ["created at the epoch"] = (SignatureFault.TooOld, s => s.Created = "0"),
        ["created beyond any number"] = (SignatureFault.Malformed, s => s.Created = "9999999999999999999"),
        ["created negative"] = (SignatureFault.Malformed, s => s.Created = "-1712906486"),
        ["created with a fraction"] = (SignatureFault.Malformed, s => s.Created = "1712906486.5"),
        ["created with a leading zero"] = (SignatureFault.Malformed, s => s.Created = "01712906486"),
        ["created in quotes, 301 s ago"] = (SignatureFault.TooOld, s => s.Created = "\"1712906185\""),
        ["created in quotes with a leading zero"] = (SignatureFault.Malformed, s => s.Created = "\"01712906486\""),
        ["created in quotes with a space"] = (SignatureFault.Malformed, s => s.Created = "\" 1712906486\""),
        ["created in quotes with a fraction"] = (SignatureFault.Malformed, s => s.Created = "\"1712906486.5\""),
        ["created in quotes, negative"] = (SignatureFault.Malformed, s => s.Created = "\"-1712906486\""),
        ["created in empty quotes"] = (SignatureFault.Malformed, s => s.Created = "\"\""),
        ["created empty"] = (SignatureFault.Malformed, s => s.Created = ""),
        ["expired a second ago"] = (SignatureFault.Expired, s => s.Expires = "1712906485"),
        ["expired half a second ago"] = (SignatureFault.Expired, s => s.Expires = "1712906485.5"),
        ["expires in quotes"] = (SignatureFault.Malformed, s => s.Expires = "\"1712906500\""),
        ["expires with nothing behind the point"] = (SignatureFault.Malformed, s => s.Expires = "1712906500."),
        ["expires with nothing before the point"] = (SignatureFault.Malformed, s => s.Expires = ".5"),
        ["expires with two points"] = (SignatureFault.Malformed, s => s.Expires = "1712906500.5.5"),
        ["expires with endless decimals"] = (
            SignatureFault.Malformed,
            s => s.Expires = "1712906500." + new string('1', 16)
        ),
        ["expires with a leading zero"] = (SignatureFault.Malformed, s => s.Expires = "01712906500.5"),
        ["expires signed but not sent"] = (SignatureFault.MissingParameter, s => s.Parts += " (expires)"),
        ["created not covered"] = (SignatureFault.PartNotCovered, s => s.Parts = "digest (request-target)"),
        ["digest not covered"] = (SignatureFault.PartNotCovered, s => s.Parts = "(created) (request-target)"),
        ["target not covered"] = (SignatureFault.PartNotCovered, s => s.Parts = "(created) digest"),
        ["date instead of created"] = (
            SignatureFault.PartNotCovered,
            s =>
            {
                s.Headers["Date"] = "Fri, 12 Apr 2024 07:21:26 GMT";
                s.Parts = "date digest (request-target)";
            }
        ),
        ["a part covered twice"] = (SignatureFault.RepeatedPart, s => s.Parts += " digest"),
        ["a part covered twice in another case"] = (SignatureFault.RepeatedPart, s => s.Parts += " Digest"),
        ["a header covered that was not sent"] = (SignatureFault.HeaderNotSent, s => s.Parts += " x-absent"),
        ["an unknown pseudo-header"] = (SignatureFault.UnsupportedPart, s => s.Parts += " (opaque)"),
        ["two spaces between parts"] = (SignatureFault.Malformed, s => s.Parts = "(created)  digest (request-target)"),
        ["a part that is no header name"] = (SignatureFault.Malformed, s => s.Parts += " a:b"),
        ["too many parts"] = (
            SignatureFault.TooManyParts,
            s => s.Parts += string.Concat(Enumerable.Range(0, 30).Select(i => $" x-{i}"))
        ),
        ["a covered header that breaks the line"] = (
            SignatureFault.Malformed,
            s =>
            {
                s.Headers["X-Line"] = "a\n(created): 1";
                s.Parts += " x-line";
            }
        ),
        ["no SHA-512 in the digest"] = (SignatureFault.DigestMissing, s => s.Headers["Digest"] = $"SHA-256={s.Sha256}"),
        ["SHA-512 named but SHA-256 sent"] = (
            SignatureFault.DigestMismatch,
            s => s.Headers["Digest"] = $"SHA-512={s.Sha256}"
        ),
        ["digest of another body"] = (
            SignatureFault.DigestMismatch,
            s => s.Headers["Digest"] = $"SHA-512={new RequestSample { Body = [1] }.Sha512}"
        ),
        ["SHA-512 twice"] = (
            SignatureFault.DigestMalformed,
            s => s.Headers["Digest"] = $"SHA-512={s.Sha512},SHA-512={s.Sha512}"
        ),
        ["digest not base64"] = (SignatureFault.DigestMalformed, s => s.Headers["Digest"] = "SHA-512=!!!!"),
        ["digest cut"] = (SignatureFault.DigestMalformed, s => s.Headers["Digest"] = $"SHA-512={s.Sha512[..^1]}"),
        ["digest without a value"] = (SignatureFault.DigestMalformed, s => s.Headers["Digest"] = "SHA-512"),
        ["digest empty"] = (SignatureFault.DigestMalformed, s => s.Headers["Digest"] = ""),
        ["digest with white space inside"] = (
            SignatureFault.DigestMalformed,
            s => s.Headers["Digest"] = $"SHA-512={s.Sha512.Insert(40, " ")}"
        ),
        ["digest endless"] = (
            SignatureFault.HeaderTooLong,
            s => s.Headers["Digest"] = $"SHA-512={s.Sha512},x={new string('a', 8192)}"
        ),
        ["a key that is not the client's"] = (SignatureFault.UnknownKey, s => (s.KeyId, s.SignedBy) = ("x", "rsa-key")),
        ["another live key than the one named"] = (
            SignatureFault.SignatureMismatch,
            s => (s.KeyId, s.SignedBy, s.Algorithm) = (TestKeys.EcId, TestKeys.RsaId, null)
        ),
        ["EC named for an RSA key"] = (SignatureFault.AlgorithmMismatch, s => s.Algorithm = "ECDSA-SHA256"),
        ["HMAC named for an RSA key"] = (SignatureFault.AlgorithmMismatch, s => s.Algorithm = "HMAC-SHA256"),
        ["RSA with SHA-1"] = (SignatureFault.AlgorithmMismatch, s => s.Algorithm = "RSA-SHA1"),
        ["no algorithm in the algorithm"] = (SignatureFault.AlgorithmMismatch, s => s.Algorithm = ""),
        ["algorithm none"] = (SignatureFault.AlgorithmMismatch, s => s.Algorithm = "none"),
    };

    public static readonly Dictionary<string, (SignatureFault Fault, Action<RequestSample> Break)> AfterSigning = new()
    {
        ["another body"] = (SignatureFault.DigestMismatch, s => s.Body = [.. s.Body, (byte)' ']),
        ["another target"] = (SignatureFault.SignatureMismatch, s => s.Target = "/points?x"),
        ["another method"] = (SignatureFault.SignatureMismatch, s => s.Method = "PUT"),
        ["another created"] = (
            SignatureFault.SignatureMismatch,
            s => s.Signature = s.Signature.Replace("1712906486", "1712906487", StringComparison.Ordinal)
        ),
        ["digest changed with the body"] = (
            SignatureFault.SignatureMismatch,
            s =>
            {
                s.Body = [1, 2, 3];
                s.Headers["Digest"] = $"SHA-512={s.Sha512}";
            }
        ),
        ["digest taken away"] = (SignatureFault.HeaderNotSent, s => s.Headers.Remove("Digest")),
        ["no header value"] = (SignatureFault.Malformed, s => s.Signature = ""),
        ["no parameters"] = (SignatureFault.Malformed, s => s.Signature = "garbage"),
        ["with a scheme"] = (SignatureFault.Malformed, s => s.Signature = "Signature " + s.Signature),
        ["unclosed quote"] = (SignatureFault.Malformed, s => s.Signature = s.Signature[..^1]),
        ["comma at the end"] = (SignatureFault.Malformed, s => s.Signature += ","),
        ["two commas"] = (
            SignatureFault.Malformed,
            s => s.Signature = s.Signature.Replace(",headers", ",,headers", StringComparison.Ordinal)
        ),
        ["no comma"] = (
            SignatureFault.Malformed,
            s => s.Signature = s.Signature.Replace(",headers", "headers", StringComparison.Ordinal)
        ),
        ["semicolons for commas"] = (
            SignatureFault.Malformed,
            s => s.Signature = s.Signature.Replace(",headers", ";headers", StringComparison.Ordinal)
        ),
        ["a value without quotes"] = (
            SignatureFault.Malformed,
            s => s.Signature = s.Signature.Replace("\"rsa-key\"", "rsa-key", StringComparison.Ordinal)
        ),
        ["a number for the key id"] = (
            SignatureFault.Malformed,
            s => s.Signature = s.Signature.Replace("\"rsa-key\"", "1", StringComparison.Ordinal)
        ),
        ["an escaped quote"] = (
            SignatureFault.Malformed,
            s => s.Signature = s.Signature.Replace("rsa-key", "rsa\\\"-key", StringComparison.Ordinal)
        ),
        ["a control character"] = (
            SignatureFault.Malformed,
            s => s.Signature = s.Signature.Replace("rsa-key", "rsa\n-key", StringComparison.Ordinal)
        ),
        ["an empty key id"] = (
            SignatureFault.Malformed,
            s => s.Signature = s.Signature.Replace("rsa-key", "", StringComparison.Ordinal)
        ),
        ["a signature that is not base64"] = (
            SignatureFault.Malformed,
            s => s.Signature = s.Signature.Replace("signature=\"", "signature=\"*", StringComparison.Ordinal)
        ),
        ["white space in the signature"] = (
            SignatureFault.Malformed,
            s => s.Signature = s.Signature.Replace("signature=\"", "signature=\"    ", StringComparison.Ordinal)
        ),
        ["an empty signature"] = (
            SignatureFault.SignatureMismatch,
            s => s.Signature = s.Signature.Split("signature=\"")[0] + "signature=\"\""
        ),
        ["a signature larger than any key's"] = (
            SignatureFault.Malformed,
            s => s.Signature = $"{s.Signature[..^1]}{new string('A', 1368)}\""
        ),
        ["header endless"] = (SignatureFault.HeaderTooLong, s => s.Signature += $",opaque=\"{new string('a', 8192)}\""),
        ["too many parameters"] = (
            SignatureFault.Malformed,
            s => s.Signature += string.Concat(Enumerable.Range(0, 12).Select(i => $",x{i}=1"))
        ),
        ["two Signature headers"] = (
            SignatureFault.MultipleSignatures,
            s => s.Headers["Signature"] = new StringValues([s.Signature, s.Signature])
        ),
        ["two Signature headers, joined"] = (
            SignatureFault.RepeatedParameter,
            s => s.Signature = $"{s.Signature}, {s.Signature}"
        ),
        ["a good signature joined behind a bad one"] = (
            SignatureFault.RepeatedParameter,
            s => s.Signature = $"keyId=\"x\",created=1,headers=\"\",signature=\"\", {s.Signature}"
        ),
    };
}
