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
}
