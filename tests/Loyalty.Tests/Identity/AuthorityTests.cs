using System.Text.Json.Nodes;
using Loyalty.Identity;

namespace Loyalty.Tests.Identity;

/// <summary>Tokens that another authority issues.</summary>
public abstract class AuthorityTests
{
    protected AuthorityTests()
    {
        Scene = new IdentityScene(
            options =>
            {
                options.Authority = FakeAuthority.Url;
                options.Audience = FakeAuthority.Audience;
            },
            Authority
        );
    }

    private protected FakeAuthority Authority { get; } = new();

    private protected IdentityScene Scene { get; }

    private protected async Task Unavailable(string token) =>
        await Assert.ThrowsAsync<AuthorityUnavailableException>(async () => await Scene.VerifyToken(token));

    private protected JsonObject Claims()
    {
        var now = Scene.Time.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject
        {
            ["iss"] = FakeAuthority.Url,
            ["aud"] = FakeAuthority.Audience,
            ["azp"] = "shop",
            ["sub"] = "shop",
            ["scope"] = "points.earn",
            ["iat"] = now,
            ["exp"] = now + 3600,
        };
    }

    private protected static string Token(JsonObject claims) =>
        Jwt.Sign(Jwt.Header("RS256", "rsa-0", "JWT"), claims, FakeAuthority.Rsa(0));

    private protected string Sign(string algorithm, string keyId, Func<byte[], byte[]> sign, string? type = "JWT") =>
        Jwt.Sign(Jwt.Header(algorithm, keyId, type), Claims(), sign);
}
