using System.Security.Cryptography;

namespace Loyalty.Signing;

/// <summary>HTTP Message Signatures (RFC 9421) of requests: what is signed, and whether it was.</summary>
internal static class MessageForm
{
    public static SignatureFault Verify(
        SignedRequest request,
        string inputHeader,
        string signatureHeader,
        Func<string, PublicKey?> findKey,
        SignatureClock clock,
        out string keyId
    )
    {
        keyId = "";
        // :: 1 the headers themselves
        var fault = MessageSignatureInput.TryParse(inputHeader, out var input);
        if (fault != SignatureFault.None)
            return fault;
        Span<byte> bytes = stackalloc byte[SignatureLimits.SignatureBytes];
        fault = ReadSignature(signatureHeader, input.Label, bytes, out var written);
        if (fault != SignatureFault.None)
            return fault;
        if (input.Created is not { } created || input.KeyId is null)
            return SignatureFault.MissingParameter;

        // :: 2 what is covered
        if (!CoversTheRequest(input.Components))
            return SignatureFault.PartNotCovered;
        using var text = new SignatureText();
        fault = Write(text, request, input.Components, input.Canonical);
        if (fault != SignatureFault.None)
            return fault;

        // :: 3 when it was made
        fault = clock.Judge(created, input.Expires);
        if (fault != SignatureFault.None)
            return fault;

        // :: 4 the body
        fault = BodyDigest.CheckContentDigest(request.Header("Content-Digest"), request.Body.Span);
        if (fault != SignatureFault.None)
            return fault;

        // :: 5 the key, which alone decides the algorithm
        if (findKey(input.KeyId) is not { } key)
            return SignatureFault.UnknownKey;
        if (input.Algorithm is not null && input.Algorithm != key.Algorithm.MessageSignatureName())
            return SignatureFault.AlgorithmMismatch;
        keyId = input.KeyId;
        // ECDSA is written as the two numbers side by side here, not as DER (RFC 9421 §3.3.4).
        return key.Verify(text.Written, bytes[..written], DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
            ? SignatureFault.None
            : SignatureFault.SignatureMismatch;
    }

    /// <summary>Writes the signature base (RFC 9421 §2.5).</summary>
    public static SignatureFault Write(
        SignatureText text,
        SignedRequest request,
        IReadOnlyList<string> components,
        string parameters
    )
    {
        foreach (var name in components)
        {
            text.Append("\"");
            text.Append(name);
            text.Append("\": ");
            var fault = WriteValue(text, request, name);
            if (fault != SignatureFault.None)
                return fault;
            text.EndLine();
        }
        text.Append("\"@signature-params\": ");
        text.Append(parameters);
        return text.IsBroken ? SignatureFault.Malformed : SignatureFault.None;
    }

    private static bool CoversTheRequest(List<string> components) =>
        components.Contains("@method")
        && components.Contains("content-digest")
        && (
            components.Contains("@path") || components.Contains("@target-uri") || components.Contains("@request-target")
        );

    private static SignatureFault ReadSignature(string header, string label, Span<byte> signature, out int written)
    {
        written = 0;
        if (header.Length == 0)
            return SignatureFault.MissingParameter;
        if (header.Length > SignatureLimits.HeaderLength)
            return SignatureFault.HeaderTooLong;
        var reader = new StructuredFieldReader(header);
        reader.SkipWhiteSpace();
        if (!reader.TryKey(out var key) || !reader.TryConsume('=') || !reader.TryByteSequence(out var base64))
            return SignatureFault.Malformed;
        reader.SkipWhiteSpace();
        if (reader.Next == ',')
            return SignatureFault.MultipleSignatures;
        return reader.AtEnd && key.SequenceEqual(label) && Base64Text.TryDecode(base64, signature, out written)
            ? SignatureFault.None
            : SignatureFault.Malformed;
    }

    // RFC 9421 §2.2. Those with component parameters (@query-param) were refused on reading.
    private static SignatureFault WriteValue(SignatureText text, SignedRequest request, string name)
    {
        var target = request.RawTarget;
        var query = target.IndexOf('?');
        switch (name)
        {
            case "@method":
                text.Append(request.Method);
                return SignatureFault.None;
            case "@target-uri":
                text.AppendLower(request.Scheme);
                text.Append("://");
                AppendAuthority(text, request);
                text.Append(target);
                return SignatureFault.None;
            case "@authority":
                AppendAuthority(text, request);
                return SignatureFault.None;
            case "@scheme":
                text.AppendLower(request.Scheme);
                return SignatureFault.None;
            case "@request-target":
                text.Append(target);
                return SignatureFault.None;
            case "@path":
                var path = query < 0 ? target : target.AsSpan(0, query);
                text.Append(path.IsEmpty ? "/" : path);
                return SignatureFault.None;
            case "@query":
                text.Append(query < 0 ? "?" : target.AsSpan(query));
                return SignatureFault.None;
            case ['@', ..]:
                return SignatureFault.UnsupportedPart;
        }
        if (!HeaderName.IsValid(name) || name.AsSpan().ContainsAnyInRange('A', 'Z'))
            return SignatureFault.Malformed;
        var values = request.Header(name);
        if (values.Count == 0)
            return SignatureFault.HeaderNotSent;
        text.AppendHeader(values);
        return SignatureFault.None;
    }

    // The port is left out where it is the scheme's own (RFC 9421 §2.2.3).
    private static void AppendAuthority(SignatureText text, SignedRequest request)
    {
        var authority = request.Authority.AsSpan();
        var defaultPort =
            request.Scheme.Equals("https", StringComparison.OrdinalIgnoreCase) ? ":443"
            : request.Scheme.Equals("http", StringComparison.OrdinalIgnoreCase) ? ":80"
            : "";
        text.AppendLower(
            defaultPort.Length > 0 && authority.EndsWith(defaultPort) ? authority[..^defaultPort.Length] : authority
        );
    }
}
