using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Identity;
using Loyalty.Limits;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Primitives;

namespace Loyalty.Tests.Identity;

/// <summary>One organisation with one client, and everything that hands out and reads tokens.</summary>
internal sealed class IdentityScene
{
    public const string Secret = "correct-horse-battery-staple";
    public const string Issuer = "https://loyalty.test/realms/partner";

    public IdentityScene(
        Action<IdentityOptions>? set = null,
        HttpMessageHandler? authority = null,
        TimeSpan catalogCache = default
    )
    {
        Options = new IdentityOptions { Issuer = Issuer, SecretHashIterations = 1_000 };
        set?.Invoke(Options);
        Keys = new StoredKeyRing(Time);
        Catalog = new CachedCatalog(
            Store,
            Microsoft.Extensions.Options.Options.Create(new CatalogOptions { CacheFor = catalogCache }),
            Time
        );
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        var limits = Microsoft.Extensions.Options.Options.Create(Limits);
        Authenticator = new ClientAuthenticator(
            Catalog,
            options,
            limits,
            Time,
            AuthenticatorLog,
            (secret, stored) => Check(secret, stored)
        );
        Tokens = new TokenIssuer(Keys, options, Time);
        Endpoint = new TokenEndpoint(Authenticator, Tokens, new ClientLimits(limits, Time), options, EndpointLog);
        Verifier = new TokenVerifier(
            Catalog,
            Keys,
            options,
            Time,
            VerifierLog,
            () => authority ?? new SocketsHttpHandler()
        );
        Client = new Client
        {
            ClientId = Given.ClientId,
            OrgId = Given.Org,
            Name = "Shop",
            Scopes = [Scopes.PointsEarn, Scopes.PointsRedeem],
            Secrets = [Stored(1, Secret)],
        };
        Store.Put(Client);
    }

    public ManualTimeProvider Time { get; } = new(Given.Noon);
    public InMemoryCatalog Store { get; } = new();
    public IdentityOptions Options { get; }
    public LimitOptions Limits { get; } = new();
    public StoredKeyRing Keys { get; }
    public CachedCatalog Catalog { get; }
    public KeptLog<ClientAuthenticator> AuthenticatorLog { get; } = new();
    public KeptLog<TokenEndpoint> EndpointLog { get; } = new();
    public KeptLog<TokenVerifier> VerifierLog { get; } = new();
    public ClientAuthenticator Authenticator { get; }
    public TokenIssuer Tokens { get; }
    public TokenEndpoint Endpoint { get; }
    public TokenVerifier Verifier { get; }
    public Client Client { get; }

    /// <summary>How often a secret was hashed.</summary>
    public int Hashed { get; private set; }

    /// <summary>Runs inside each hash, while its place is taken.</summary>
    public Action WhileHashing { get; set; } = () => { };

    public static ClientSecret Stored(int number, string secret, DateTimeOffset? expiresAt = null) =>
        new()
        {
            N = number,
            Hash = SecretHash.Create(secret, 1_000),
            CreatedAt = Given.Noon,
            ExpiresAt = expiresAt,
        };

    public ValueTask<ClientAuthentication> Authenticate(
        string secret,
        string clientId = "shop",
        string address = "192.0.2.1"
    ) => Authenticator.AuthenticateAsync(clientId, secret, address, CancellationToken.None);

    public ValueTask<TokenAnswer> Ask(string? authorization, params (string Name, string Value)[] fields) =>
        Endpoint.AnswerAsync(
            fields.GroupBy(
                field => field.Name,
                (name, all) =>
                    KeyValuePair.Create(name, new StringValues([.. all.Select(field => (string?)field.Value)]))
            ),
            authorization,
            "192.0.2.1",
            CancellationToken.None
        );

    public ValueTask<TokenVerdict> Verify(string? authorization) =>
        Verifier.VerifyAsync(authorization, CancellationToken.None);

    public ValueTask<TokenVerdict> VerifyToken(string token) => Verify("Bearer " + token);

    public string Token(Client? client = null) => Tokens.Issue(client ?? Client, (client ?? Client).Scopes);

    private SecretCheck Check(string secret, string stored)
    {
        Hashed++;
        WhileHashing();
        return SecretHash.Verify(secret, stored);
    }
}
