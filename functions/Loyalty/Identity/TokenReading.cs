using Loyalty.Catalog;

namespace Loyalty.Identity;

/// <summary>What a verified token says. Kept until the token expires; the client is looked up anew at each
/// use.</summary>
internal sealed class TokenReading
{
    private TokenVerdict? last;

    public required ClientId ClientId { get; init; }

    /// <summary>The organisation that our own tokens name; null = the token's word on it does not count.</summary>
    public OrgId? OrgId { get; init; }
    public required IReadOnlyList<string> Scopes { get; init; }
    public required string KeyId { get; init; }

    /// <summary>First instant at which the token is refused, clock skew included.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>The verdict for the client as it is stored now; the same object while that is the same.</summary>
    public TokenVerdict Admit(Client? client)
    {
        if (client is null || (OrgId is { } org && org != client.OrgId))
            return TokenVerdict.Refused(TokenFault.ClientUnknown);
        if (last is { Caller: { } caller } known && ReferenceEquals(caller.Client, client))
            return known;
        return last = TokenVerdict.Good(Caller.Of(client, Scopes));
    }
}
