namespace Loyalty.Identity;

/// <summary>The authority that issues the tokens did not answer, or not with what OpenID Connect asks for. Nothing is known
/// about the token; the same request may be sent again.</summary>
public sealed class AuthorityUnavailableException(string message, Exception? innerException = null)
    : UnavailableException(message, innerException);
