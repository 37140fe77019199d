namespace Loyalty.Signing;

/// <summary>
/// What the client is told about a refused signature: fixed texts, nothing of the message repeated.
/// </summary>
public static class SignatureFaultTexts
{
    /// <summary>The public text of a fault.</summary>
    public static string PublicText(this SignatureFault fault) =>
        fault switch
        {
            SignatureFault.HeaderTooLong => "A signature or digest header is longer than 8192 characters.",
            SignatureFault.MultipleSignatures => "Exactly one signature is accepted.",
            SignatureFault.Malformed => "The signature header is malformed.",
            SignatureFault.RepeatedParameter => "The signature header repeats a parameter; send exactly one signature.",
            SignatureFault.MissingParameter =>
                "The signature needs the parameters keyId, created, headers and signature (RFC 9421: keyid, created).",
            SignatureFault.TooManyParts => "The signature covers more than 32 parts.",
            SignatureFault.RepeatedPart => "The signature covers a part twice.",
            SignatureFault.UnsupportedPart =>
                "The signature covers a part that is not supported; component parameters are not.",
            SignatureFault.PartNotCovered => "The signature must cover (created), digest and (request-target)"
                + " (RFC 9421: @method, content-digest and @path, @target-uri or @request-target).",
            SignatureFault.HeaderNotSent => "The signature covers a header that was not sent.",
            SignatureFault.TooOld => "The signature is too old.",
            SignatureFault.InFuture => "The signature was created in the future.",
            SignatureFault.Expired => "The signature has expired.",
            SignatureFault.DigestMissing => "The request needs a Digest with SHA-512 (RFC 9421: Content-Digest).",
            SignatureFault.DigestMalformed => "The digest header is malformed.",
            SignatureFault.DigestMismatch => "The digest is not that of the body.",
            SignatureFault.UnknownKey => "The key id is not one of this client's live keys.",
            SignatureFault.AlgorithmMismatch => "The algorithm is not that of the registered key.",
            SignatureFault.SignatureMismatch => "The signature does not verify.",
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "No fault to tell of."),
        };
}
