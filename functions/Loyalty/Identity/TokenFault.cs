namespace Loyalty.Identity;

/// <summary>Why a token is refused.</summary>
internal enum TokenFault
{
    Absent,
    Malformed,
    SignatureInvalid,
    KeyUnknown,
    IssuerWrong,
    AudienceWrong,
    Expired,
    NotYetValid,
    ClientUnknown,

    /// <summary>Given to somebody else than the client itself, such as a person who uses it.</summary>
    NotOfClient,
    LivesTooLong,
}
