namespace Loyalty.Signing;

/// <summary>Why a signature was refused. Every one of them is a 401.</summary>
public enum SignatureFault
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>A signature header is longer than any honest one.</summary>
    HeaderTooLong,

    /// <summary>More than one signature was sent.</summary>
    MultipleSignatures,

    /// <summary>A signature header cannot be read.</summary>
    Malformed,

    /// <summary>A parameter appears twice, which is also what two joined Signature headers look like.</summary>
    RepeatedParameter,

    /// <summary>A parameter that every signature needs is absent.</summary>
    MissingParameter,

    /// <summary>More parts are covered than any honest signature covers.</summary>
    TooManyParts,

    /// <summary>A part is covered twice.</summary>
    RepeatedPart,

    /// <summary>A part is covered that is not known here, or with component parameters.</summary>
    UnsupportedPart,

    /// <summary>A part that every signature must cover is not covered.</summary>
    PartNotCovered,

    /// <summary>A header is covered that the request does not have.</summary>
    HeaderNotSent,

    /// <summary>The signature was made too long ago.</summary>
    TooOld,

    /// <summary>The signature was made too far in the future.</summary>
    InFuture,

    /// <summary>The signature's own end has passed.</summary>
    Expired,

    /// <summary>The digest header, or the algorithm that is asked for in it, is absent.</summary>
    DigestMissing,

    /// <summary>The digest header cannot be read.</summary>
    DigestMalformed,

    /// <summary>The digest is not that of the body.</summary>
    DigestMismatch,

    /// <summary>The client has no live key of that id.</summary>
    UnknownKey,

    /// <summary>The message names another algorithm than the key has.</summary>
    AlgorithmMismatch,

    /// <summary>The signature is not the key's over this request.</summary>
    SignatureMismatch,
}

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
