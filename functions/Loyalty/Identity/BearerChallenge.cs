namespace Loyalty.Identity;

/// <summary>The <c>WWW-Authenticate</c> header for bearer tokens (RFC 6750 §3). Every text is one of ours.</summary>
public static class BearerChallenge
{
    /// <summary>No token was sent.</summary>
    public const string Absent = "Bearer realm=\"partner\"";

    /// <summary>The token is good, but one of these scopes would be needed.</summary>
    /// <param name="anyOf">The scopes; none when only what was asked for tells which.</param>
    public static string InsufficientScope(params ReadOnlySpan<string> anyOf)
    {
        var scope = anyOf.IsEmpty ? "" : $", scope=\"{string.Join(' ', anyOf)}\"";
        return $"{Absent}, error=\"insufficient_scope\"{scope}";
    }

    internal static string Of(TokenFault fault) =>
        fault switch
        {
            TokenFault.Absent => Absent,
            TokenFault.Malformed => Invalid("The token is malformed"),
            TokenFault.SignatureInvalid => Invalid("The token's signature is not valid"),
            TokenFault.KeyUnknown => Invalid("The token was signed with an unknown or retired key"),
            TokenFault.IssuerWrong => Invalid("The token is from another issuer"),
            TokenFault.AudienceWrong => Invalid("The token is for another audience"),
            TokenFault.Expired => Invalid("The token has expired"),
            TokenFault.NotYetValid => Invalid("The token is not valid yet"),
            TokenFault.ClientUnknown => Invalid("The token's client is unknown"),
            TokenFault.NotOfClient => Invalid("The token was not issued to the client itself"),
            TokenFault.LivesTooLong => Invalid("The token is valid for too long"),
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Unknown token fault."),
        };

    private static string Invalid(string description) =>
        $"{Absent}, error=\"invalid_token\", error_description=\"{description}\"";
}
