using System.Security.Cryptography;
using System.Text;
using Loyalty.Signing;
using Microsoft.Extensions.Primitives;

namespace Loyalty.Tests.Signing;

/// <summary>
/// A request that a test signs by the letter of the contract, with the framework's cryptography and none of our texts,
/// and may then break.
/// </summary>
internal sealed class RequestSample
{
    public const long NowSeconds = 1712906486;

    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(NowSeconds);

    public Dictionary<string, StringValues> Headers { get; } =
        new(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = "application/json", ["Host"] = "api.example" };

    public string Method { get; set; } = "POST";
    public string Target { get; set; } = "/points";
    public string Scheme { get; set; } = "https";
    public string Authority { get; set; } = "api.example";

    /// <summary>RFC 9421: what is signed as the authority.</summary>
    public string AuthoritySigned { get; set; } = "api.example";
    public byte[] Body { get; set; } = """{"userId":"u-1","amount":10}"""u8.ToArray();
    public string KeyId { get; set; } = TestKeys.RsaId;

    /// <summary>The key that signs, when it is not the one that the message names.</summary>
    public string? SignedBy { get; set; }

    public string? Algorithm { get; set; } = "RSA-SHA256";
    public string Created { get; set; } = "1712906486";
    public string? Expires { get; set; }
    public string Parts { get; set; } = "(created) digest (request-target)";

    /// <summary>RFC 9421: the covered components and the parameters, as in the header.</summary>
    public string Input { get; set; } =
        "(\"@method\" \"@path\" \"content-digest\");created=1712906486;keyid=\"rsa-key\"";

    public string Sha512 => Convert.ToBase64String(SHA512.HashData(Body));
    public string Sha256 => Convert.ToBase64String(SHA256.HashData(Body));

    public string Signature
    {
        get => Headers["Signature"].ToString();
        set => Headers["Signature"] = value;
    }

    public RequestSample SignHeaderForm()
    {
        Headers.TryAdd("Digest", $"SHA-512={Sha512}");
        var text = string.Join(
            '\n',
            Parts.Split(' ').Select(name => $"{name.ToLowerInvariant()}: {HeaderFormValue(name)}")
        );
        var signature = Sign(text, DSASignatureFormat.Rfc3279DerSequence);
        Signature =
            $"keyId=\"{KeyId}\","
            + (Algorithm is null ? "" : $"algorithm=\"{Algorithm}\",")
            + $"created={Created},"
            + (Expires is null ? "" : $"expires={Expires},")
            + $"headers=\"{Parts}\",signature=\"{signature}\"";
        return this;
    }

    public RequestSample SignMessageForm()
    {
        Headers.TryAdd("Content-Digest", $"sha-512=:{Sha512}:");
        var names = Input[1..Input.IndexOf(')', StringComparison.Ordinal)].Split(' ').Select(name => name.Trim('"'));
        var lines = names
            .Select(name => $"\"{name}\": {MessageFormValue(name)}")
            .Append($"\"@signature-params\": {Input}");
        var signature = Sign(string.Join('\n', lines), DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        Headers["Signature-Input"] = $"sig1={Input}";
        Signature = $"sig1=:{signature}:";
        return this;
    }

    public SignedRequest ToRequest() =>
        new()
        {
            Method = Method,
            RawTarget = Target,
            Scheme = Scheme,
            Authority = Authority,
            Header = name => Headers.GetValueOrDefault(name),
            Body = Body,
        };

    public SignatureOutcome Verify(DateTimeOffset? now = null) =>
        SignatureVerifier.Verify(ToRequest(), TestKeys.Find, now ?? Now, SignatureVerifier.DefaultTolerance);

    private string HeaderFormValue(string name) =>
        name.ToLowerInvariant() switch
        {
            "(created)" => Created.Trim('"'),
            "(expires)" => Expires ?? "",
            "(request-target)" => $"{Method.ToLowerInvariant()} {Target}",
            _ => string.Join(", ", Headers.GetValueOrDefault(name).Select(value => value!.Trim())),
        };

    private string MessageFormValue(string name) =>
        name switch
        {
            "@method" => Method,
            "@path" => Target.Split('?')[0] is { Length: > 0 } path ? path : "/",
            "@query" => Target.Contains('?') ? Target[Target.IndexOf('?')..] : "?",
            "@request-target" => Target,
            "@scheme" => Scheme.ToLowerInvariant(),
            "@authority" => AuthoritySigned,
            "@target-uri" => $"https://api.example{Target}",
            _ => string.Join(", ", Headers.GetValueOrDefault(name).Select(value => value!.Trim())),
        };

    private string Sign(string text, DSASignatureFormat format) =>
        Convert.ToBase64String(TestKeys.SignWithFramework(SignedBy ?? KeyId, Encoding.UTF8.GetBytes(text), format));
}
