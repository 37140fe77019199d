namespace Loyalty.Identity;

/// <summary>Whose tokens are believed: our own, or those of an authority outside.</summary>
internal interface ITokenTrust
{
    /// <summary>Checks signature, issuer, audience and times of a token in compact form; a refusal is a
    /// value.</summary>
    /// <exception cref="AuthorityUnavailableException">The authority was needed and did not answer.</exception>
    ValueTask<TokenOutcome> ReadAsync(string token, CancellationToken cancellationToken);

    /// <summary>Whether tokens of this key still count. Asked for each request, so it must be quick.</summary>
    bool StillTrusts(string keyId);
}

/// <summary>Either what the token says or why it is refused.</summary>
internal readonly record struct TokenOutcome(TokenReading? Reading, TokenFault Fault)
{
    public static implicit operator TokenOutcome(TokenReading reading) => new(reading, default);

    public static implicit operator TokenOutcome(TokenFault fault) => new(null, fault);
}
