using System.Globalization;
using System.Security.Cryptography;

namespace Loyalty.Signing;

/// <summary>
/// The signature form of the integration guide (seed 000; draft-cavage-http-signatures-12): what is signed, and whether
/// it was. Signing and verifying share the text.
/// </summary>
internal static class HeaderForm
{
    /// <summary>What every signature covers, in the order of the guide.</summary>
    public const string CoveredParts = "(created) digest (request-target)";

    /// <summary>
    /// Leaves the choice of the algorithm to the registered key (draft-cavage-12 §2.1.3), which it is anyway.
    /// </summary>
    private const string AlgorithmOfTheKey = "hs2019";

    public static SignatureFault Verify(
        SignedRequest request,
        string header,
        Func<string, PublicKey?> findKey,
        SignatureClock clock,
        out string keyId
    )
    {
        keyId = "";
        // :: 1 the header itself
        var fault = HeaderSignature.TryParse(header, out var signature);
        if (fault != SignatureFault.None)
            return fault;
        Span<byte> bytes = stackalloc byte[SignatureLimits.SignatureBytes];
        if (!Base64Text.TryDecode(signature.Signature, bytes, out var written))
            return SignatureFault.Malformed;

        // :: 2 what it covers
        using var text = new SignatureText();
        fault = Write(text, request, signature.Headers, signature.Created, signature.ExpiresText);
        if (fault != SignatureFault.None)
            return fault;

        // :: 3 when it was made
        fault = clock.Judge(signature.Created, signature.Expires);
        if (fault != SignatureFault.None)
            return fault;

        // :: 4 the body
        fault = BodyDigest.CheckDigest(request.Header("Digest"), request.Body.Span);
        if (fault != SignatureFault.None)
            return fault;

        // :: 5 the key, which alone decides the algorithm
        keyId = signature.KeyId.ToString();
        if (findKey(keyId) is not { } key)
            return SignatureFault.UnknownKey;
        if (!IsAlgorithmOf(key, signature.Algorithm))
            return SignatureFault.AlgorithmMismatch;
        return key.Verify(text.Written, bytes[..written], DSASignatureFormat.Rfc3279DerSequence)
            ? SignatureFault.None
            : SignatureFault.SignatureMismatch;
    }

    /// <summary>Writes the signing string for the names in <paramref name="parts"/>, in their order.</summary>
    public static SignatureFault Write(
        SignatureText text,
        SignedRequest request,
        ReadOnlySpan<char> parts,
        long created,
        ReadOnlySpan<char> expires
    )
    {
        Span<Range> ranges = stackalloc Range[SignatureLimits.Parts + 1];
        var count = parts.Split(ranges, ' ');
        if (count > SignatureLimits.Parts)
            return SignatureFault.TooManyParts;
        var mandatory = 0;
        for (var i = 0; i < count; i++)
        {
            var name = parts[ranges[i]];
            foreach (var earlier in ranges[..i])
            {
                if (parts[earlier].Equals(name, StringComparison.OrdinalIgnoreCase))
                    return SignatureFault.RepeatedPart;
            }
            if (name is "(created)" or "(request-target)" || name.Equals("digest", StringComparison.OrdinalIgnoreCase))
                mandatory++;
            text.BeginLine();
            text.AppendLower(name);
            text.Append(": ");
            var fault = WriteValue(text, request, name, created, expires);
            if (fault != SignatureFault.None)
                return fault;
        }
        return mandatory < 3 ? SignatureFault.PartNotCovered
            : text.IsBroken ? SignatureFault.Malformed
            : SignatureFault.None;
    }

    private static SignatureFault WriteValue(
        SignatureText text,
        SignedRequest request,
        ReadOnlySpan<char> name,
        long created,
        ReadOnlySpan<char> expires
    )
    {
        switch (name)
        {
            case "(created)":
                AppendNumber(text, created);
                return SignatureFault.None;
            case "(expires)" when !expires.IsEmpty:
                text.Append(expires);
                return SignatureFault.None;
            case "(expires)":
                return SignatureFault.MissingParameter;
            case "(request-target)":
                text.AppendLower(request.Method);
                text.Append(" ");
                text.Append(request.RawTarget);
                return SignatureFault.None;
            case []:
                return SignatureFault.Malformed;
            case ['(' or '@', ..]:
                return SignatureFault.UnsupportedPart;
        }
        if (!HeaderName.IsValid(name))
            return SignatureFault.Malformed;
        var values = request.Header(
            name.Equals("digest", StringComparison.OrdinalIgnoreCase) ? "Digest" : name.ToString()
        );
        if (values.Count == 0)
            return SignatureFault.HeaderNotSent;
        text.AppendHeader(values);
        return SignatureFault.None;
    }

    private static void AppendNumber(SignatureText text, long value)
    {
        Span<char> digits = stackalloc char[20];
        value.TryFormat(digits, out var written, default, CultureInfo.InvariantCulture);
        text.Append(digits[..written]);
    }

    private static bool IsAlgorithmOf(PublicKey key, string? algorithm) =>
        algorithm is null
        || algorithm.Equals(key.Algorithm.HeaderName(), StringComparison.OrdinalIgnoreCase)
        || algorithm.Equals(AlgorithmOfTheKey, StringComparison.OrdinalIgnoreCase);
}
