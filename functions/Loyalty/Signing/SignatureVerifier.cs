namespace Loyalty.Signing;

/// <summary>
/// Decides about the signature of a request, in the form of the integration guide (<c>Digest</c> and <c>Signature</c>,
/// draft-cavage-http-signatures-12) or of RFC 9421 (<c>Content-Digest</c>, <c>Signature-Input</c>,
/// <c>Signature</c>).
/// </summary>
public static class SignatureVerifier
{
    /// <summary>
    /// How far a signature's time may lie from ours, in both directions, unless a setting says otherwise.
    /// </summary>
    public static readonly TimeSpan DefaultTolerance = TimeSpan.FromSeconds(300);

    /// <summary>Verifies; pure, and never throws on any header or body.</summary>
    /// <param name="request">The request as it came.</param>
    /// <param name="findKey">
    /// The live key of that id which belongs to the client that the token names, or null. A key of another client
    /// must not be found: nothing else ties the signature to the token.
    /// </param>
    /// <param name="now">The time to judge by.</param>
    /// <param name="tolerance">How far <c>created</c> may lie from <paramref name="now"/>, in both directions.</param>
    public static SignatureOutcome Verify(
        SignedRequest request,
        Func<string, PublicKey?> findKey,
        DateTimeOffset now,
        TimeSpan tolerance
    )
    {
        var signature = request.Header("Signature");
        var input = request.Header("Signature-Input");
        if (signature.Count == 0 && input.Count == 0)
            return SignatureOutcome.None;
        if (signature.Count > 1 || input.Count > 1)
            return new SignatureOutcome.Rejected(SignatureFault.MultipleSignatures);

        var clock = new SignatureClock(now, tolerance);
        var fault =
            input.Count == 0
                ? HeaderForm.Verify(request, signature.ToString(), findKey, clock, out var keyId)
                : MessageForm.Verify(request, input.ToString(), signature.ToString(), findKey, clock, out keyId);
        return fault == SignatureFault.None
            ? new SignatureOutcome.Verified(keyId)
            : new SignatureOutcome.Rejected(fault);
    }
}
