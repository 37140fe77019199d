using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;

namespace Loyalty.Signing;

/// <summary>Signs requests, with the same texts that <see cref="SignatureVerifier"/> verifies.</summary>
public static class RequestSigner
{
    private const string MessageLabel = "sig1";

    // @path and @query together are what @request-target says, in words that every implementation agrees on.
    private static readonly string[] MessageComponents = ["@method", "@path", "@query", "content-digest"];

    /// <summary>
    /// Signs in the form of the integration guide (seed 000). An EC signature is DER-encoded, as OpenSSL makes it.
    /// </summary>
    /// <param name="key">The key; its id and algorithm are named in the header.</param>
    /// <param name="method">The method that will be sent.</param>
    /// <param name="rawTarget">Path and query exactly as they will be sent.</param>
    /// <param name="body">The body exactly as it will be sent.</param>
    /// <param name="created">The time to state, in whole seconds.</param>
    /// <returns>The headers to add: <c>Digest</c> and <c>Signature</c>.</returns>
    /// <exception cref="ArgumentException">The method or target holds a control character.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Sign(
        SigningKey key,
        string method,
        string rawTarget,
        ReadOnlyMemory<byte> body,
        DateTimeOffset created
    ) => Sign(key, key.KeyId, method, rawTarget, body, created);

    /// <inheritdoc cref="Sign(SigningKey, string, string, ReadOnlyMemory{byte}, DateTimeOffset)"/>
    /// <param name="keyId">The id under which the receiver knows the key.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Sign(
        SigningKey key,
        string keyId,
        string method,
        string rawTarget,
        ReadOnlyMemory<byte> body,
        DateTimeOffset created
    )
    {
        var digest = BodyDigest.ForDigest(body.Span);
        var seconds = created.ToUnixTimeSeconds();
        using var text = new SignatureText();
        var request = Request(method, rawTarget, body, digest);
        Require(HeaderForm.Write(text, request, HeaderForm.CoveredParts, seconds, expires: []), rawTarget);
        var signature = Convert.ToBase64String(key.Sign(text.Written, DSASignatureFormat.Rfc3279DerSequence));
        return
        [
            new("Digest", digest),
            new(
                "Signature",
                $"keyId=\"{keyId}\",algorithm=\"{key.Algorithm.HeaderName()}\",created={seconds},"
                    + $"headers=\"{HeaderForm.CoveredParts}\",signature=\"{signature}\""
            ),
        ];
    }

    /// <summary>Signs as RFC 9421 has it, covering method, path, query and content digest.</summary>
    /// <param name="key">The key; its id and algorithm are named in the header.</param>
    /// <param name="method">The method that will be sent.</param>
    /// <param name="rawTarget">Path and query exactly as they will be sent.</param>
    /// <param name="body">The body exactly as it will be sent.</param>
    /// <param name="created">The time to state, in whole seconds.</param>
    /// <returns>The headers to add: <c>Content-Digest</c>, <c>Signature-Input</c> and <c>Signature</c>.</returns>
    /// <exception cref="ArgumentException">The method or target holds a control character.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> SignMessage(
        SigningKey key,
        string method,
        string rawTarget,
        ReadOnlyMemory<byte> body,
        DateTimeOffset created
    )
    {
        var digest = BodyDigest.ForContentDigest(body.Span);
        var covered = string.Join(' ', MessageComponents.Select(name => $"\"{name}\""));
        var parameters =
            $"({covered});created={created.ToUnixTimeSeconds()};keyid=\"{key.KeyId}\""
            + $";alg=\"{key.Algorithm.MessageSignatureName()}\"";
        using var text = new SignatureText();
        var request = Request(method, rawTarget, body, digest);
        Require(MessageForm.Write(text, request, MessageComponents, parameters), rawTarget);
        var signature = key.Sign(text.Written, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return
        [
            new("Content-Digest", digest),
            new("Signature-Input", $"{MessageLabel}={parameters}"),
            new("Signature", $"{MessageLabel}=:{Convert.ToBase64String(signature)}:"),
        ];
    }

    private static SignedRequest Request(string method, string rawTarget, ReadOnlyMemory<byte> body, string digest) =>
        new()
        {
            Method = method,
            RawTarget = rawTarget,
            Header = _ => new StringValues(digest),
            Body = body,
        };

    private static void Require(SignatureFault fault, string rawTarget)
    {
        if (fault != SignatureFault.None)
            throw new ArgumentException($"'{rawTarget}' or its method cannot stand in a request.", nameof(rawTarget));
    }
}
