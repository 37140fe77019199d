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
