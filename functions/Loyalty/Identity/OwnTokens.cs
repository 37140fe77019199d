using Loyalty.Signing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Loyalty.Identity;

/// <summary>Tokens that <see cref="TokenIssuer"/> made, with any key of the ring that is still live for
/// tokens.</summary>
internal sealed class OwnTokens(IKeyRing keys, IdentityOptions options, TimeProvider time) : ITokenTrust
{
    private static readonly string[] Algorithms = [SecurityAlgorithms.EcdsaSha256];
    private readonly JsonWebTokenHandler handler = new();
    private readonly TokenRules rules = new(options, time);
    private Imported imported = new([], []);

    /// <inheritdoc/>
    public async ValueTask<TokenOutcome> ReadAsync(string token, CancellationToken cancellationToken)
    {
        var live = Import(keys.LiveFor(KeyUse.Token));
        var parameters = TokenRules.Parameters(
            TokenIssuer.Issuer(options),
            options.Audience,
            Algorithms,
            keyId => Array.Find(live, key => key.KeyId == keyId)
        );
        var result = await handler.ValidateTokenAsync(token, parameters);
        if (!result.IsValid)
            return TokenRules.FaultOf(result);
        if (result.SecurityToken is not JsonWebToken jwt)
            return TokenFault.Malformed;
        if (rules.CheckTimes(jwt) is { } fault)
            return fault;
        if (
            !TokenRules.IsAccessToken(jwt.Typ)
            || TokenRules.IsCritical(jwt)
            || jwt.IssuedAt == DateTime.MinValue
            || !ClientId.TryParse(jwt.Azp, out var client)
            || !jwt.TryGetPayloadValue<string>(TokenIssuer.OrganisationClaim, out var organisation)
            || !OrgId.TryParse(organisation, out var org)
            || !jwt.TryGetPayloadValue<string>("scope", out var scope)
        )
            return TokenFault.Malformed;
        return new TokenReading
        {
            ClientId = client,
            OrgId = org,
            Scopes = scope.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            KeyId = jwt.Kid,
            Until = rules.Until(jwt),
        };
    }

    /// <inheritdoc/>
    public bool StillTrusts(string keyId)
    {
        var live = keys.LiveFor(KeyUse.Token);
        for (var i = 0; i < live.Count; i++)
            if (live[i].KeyId == keyId)
                return true;
        return false;
    }

    // The library's form of the keys is kept while the ring shows the same list.
    private JsonWebKey[] Import(IReadOnlyList<PublicKey> live)
    {
        var known = imported;
        if (!ReferenceEquals(known.Live, live))
            imported = known = new Imported(live, [.. live.Select(key => Jwks.ToVerificationKey(key))]);
        return known.Keys;
    }

    private sealed record Imported(IReadOnlyList<PublicKey> Live, JsonWebKey[] Keys);
}
