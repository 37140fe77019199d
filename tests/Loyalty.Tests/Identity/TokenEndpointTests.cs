using System.Text.Json;
using Loyalty.Identity;

namespace Loyalty.Tests.Identity;

public class TokenEndpointTests
{
    private static readonly (string, string) Grant = ("grant_type", "client_credentials");

    private static readonly (string, string) Id = ("client_id", "shop");

    private static readonly (string, string) Secret = ("client_secret", IdentityScene.Secret);

    private readonly IdentityScene scene = new();

    [Fact]
    public async Task The_form_of_seed_000_gets_a_token()
    {
        var answer = await scene.Ask(null, Id, Secret, Grant);

        Assert.Equal(200, answer.Status);
        var json = JsonDocument.Parse(answer.ToJson()).RootElement;
        Assert.Equal(
            ["access_token", "token_type", "expires_in", "scope"],
            json.EnumerateObject().Select(member => member.Name)
        );
        Assert.Equal("Bearer", json.GetProperty("token_type").GetString());
        Assert.Equal(600, json.GetProperty("expires_in").GetInt32());
        Assert.Equal("points.earn points.redeem", json.GetProperty("scope").GetString());
        var verdict = await scene.VerifyToken(json.GetProperty("access_token").GetString()!);
        Assert.True(verdict.IsGood);
    }

    [Fact]
    public async Task The_token_has_the_claims_of_the_contract()
    {
        var answer = await scene.Ask(null, Id, Secret, Grant);

        var parts = answer.Grant!.AccessToken.Split('.');
        var header = Json(parts[0]);
        Assert.Equal("ES256", header.GetProperty("alg").GetString());
        Assert.Equal("at+jwt", header.GetProperty("typ").GetString());
        Assert.Equal(scene.Keys.Current(Loyalty.Signing.KeyUse.Token).KeyId, header.GetProperty("kid").GetString());
        var claims = Json(parts[1]);
        Assert.Equal(IdentityScene.Issuer, claims.GetProperty("iss").GetString());
        Assert.Equal("shop", claims.GetProperty("sub").GetString());
        Assert.Equal("shop", claims.GetProperty("azp").GetString());
        Assert.Equal("acme", claims.GetProperty("org").GetString());
        Assert.Equal("loyalty", claims.GetProperty("aud").GetString());
        Assert.Equal("points.earn points.redeem", claims.GetProperty("scope").GetString());
        Assert.Equal("shop", claims.GetProperty("client_id").GetString());
        Assert.Equal(10, claims.EnumerateObject().Count());
        var now = scene.Time.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(now, claims.GetProperty("iat").GetInt64());
        Assert.Equal(now + 600, claims.GetProperty("exp").GetInt64());
        Assert.Equal(22, claims.GetProperty("jti").GetString()!.Length);
    }

    [Fact]
    public async Task Two_tokens_have_different_ids()
    {
        var first = (await scene.Ask(null, Id, Secret, Grant)).Grant!.AccessToken;
        var second = (await scene.Ask(null, Id, Secret, Grant)).Grant!.AccessToken;

        Assert.NotEqual(
            Json(first.Split('.')[1]).GetProperty("jti").GetString(),
            Json(second.Split('.')[1]).GetProperty("jti").GetString()
        );
    }

    [Theory]
    [InlineData(null, "points.earn points.redeem")]
    [InlineData("", "points.earn points.redeem")]
    [InlineData(" ", "points.earn points.redeem")]
    [InlineData("points.earn", "points.earn")]
    [InlineData("points.redeem points.earn", "points.earn points.redeem")]
    [InlineData("points.earn  points.earn", "points.earn")]
    public async Task A_token_allows_what_was_asked_or_all_that_the_client_has(string? asked, string granted)
    {
        var answer = asked is null
            ? await scene.Ask(null, Id, Secret, Grant)
            : await scene.Ask(null, Id, Secret, Grant, ("scope", asked));

        Assert.Equal(granted, answer.Grant?.Scope);
        var verdict = await scene.VerifyToken(answer.Grant!.AccessToken);
        Assert.Equal(granted.Split(' ').Order(), verdict.Caller!.Scopes.Order());
    }

    [Theory]
    [InlineData("manage")]
    [InlineData("points.earn manage")]
    [InlineData("no.such.scope")]
    [InlineData("Points.Earn")]
    [InlineData("points.earn,points.redeem")]
    [InlineData("points.earn\tpoints.redeem")]
    public async Task A_scope_that_the_client_lacks_is_invalid_scope(string asked)
    {
        await Refused(scene.Ask(null, Id, Secret, Grant, ("scope", asked)), 400, "invalid_scope");
    }

    [Theory]
    [InlineData("grant_type")]
    [InlineData("client_id")]
    [InlineData("client_secret")]
    [InlineData("scope")]
    public async Task A_repeated_parameter_is_an_invalid_request(string name)
    {
        (string Name, string Value)[] fields = [Id, Secret, Grant, ("scope", "points.earn")];
        var again = fields.Single(field => field.Name == name);

        var answer = await Refused(scene.Ask(null, [.. fields, again]), 400, "invalid_request");
        Assert.Contains(name, answer.Error!.Description);
    }

    [Fact]
    public async Task Unknown_parameters_are_ignored_even_when_repeated()
    {
        Assert.Equal(200, (await scene.Ask(null, Id, Secret, Grant, ("x", "1"), ("x", "2"))).Status);
    }

    [Fact]
    public async Task The_grant_type_must_be_there_and_be_client_credentials()
    {
        await Refused(scene.Ask(null, Id, Secret), 400, "invalid_request");
        await Refused(scene.Ask(null, Id, Secret, ("grant_type", "")), 400, "invalid_request");
        await Refused(scene.Ask(null, Id, Secret, ("grant_type", "password")), 400, "unsupported_grant_type");
        await Refused(scene.Ask(null, Id, Secret, ("grant_type", "CLIENT_CREDENTIALS")), 400, "unsupported_grant_type");
        await Refused(scene.Ask(null), 400, "invalid_request");
    }

    [Fact]
    public async Task Wrong_or_missing_credentials_in_the_body_are_invalid_client_without_a_challenge()
    {
        (string, string)[][] bodies =
        [
            [Grant],
            [Grant, Id],
            [Grant, Secret],
            [Grant, Id, ("client_secret", "wrong")],
            [Grant, ("client_id", "nobody"), Secret],
            [Grant, ("client_id", ""), Secret],
        ];
        var texts = new List<string>();
        foreach (var body in bodies)
        {
            var answer = await Refused(scene.Ask(null, body), 401, "invalid_client");
            Assert.Null(answer.Challenge);
            texts.Add(answer.Error!.Description);
        }
        const string missing = "The client credentials are missing.";
        const string unknown = "The client or its secret is unknown.";
        Assert.Equal([missing, missing, missing, unknown, unknown, missing], texts);
    }

    [Fact]
    public async Task A_disabled_client_is_told_what_an_unknown_one_is_told()
    {
        var unknown = await scene.Ask(null, Grant, ("client_id", "nobody"), Secret);
        scene.Store.Put(scene.Client with { Disabled = true });
        var disabled = await scene.Ask(null, Grant, Id, Secret);

        Assert.Equal(unknown, disabled);
    }

    [Fact]
    public async Task Credentials_from_elsewhere_get_the_same_token()
    {
        var answer = await scene.Endpoint.IssueAsync(
            "shop",
            IdentityScene.Secret,
            null,
            "192.0.2.1",
            CancellationToken.None
        );

        Assert.Equal("points.earn points.redeem", answer.Grant?.Scope);
    }

    [Fact]
    public async Task There_are_no_tokens_here_when_an_authority_issues_them()
    {
        var local = new IdentityScene(options => options.Authority = "https://authority.test");

        Assert.False(local.Endpoint.IsAvailable);
        var answer = await Refused(local.Ask(null, Grant, Id, Secret), 404, "invalid_request");
        Assert.Equal("Tokens are issued by the configured authority, not here.", answer.Error!.Description);
    }

    [Fact]
    public async Task Too_many_secret_checks_at_once_are_a_503_that_says_when_to_come_back()
    {
        var local = new IdentityScene(options => options.MaxConcurrentSecretChecks = 1);
        local.Options.MaxWaitingSecretChecks = 0;
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        local.WhileHashing = () =>
        {
            entered.Set();
            leave.Wait();
        };
        var hashing = Task.Run(async () => await local.Ask(null, Grant, Id, Secret));
        entered.Wait();

        var answer = await Refused(local.Ask(null, Grant, Id, Secret), 503, "temporarily_unavailable");
        Assert.Equal(TimeSpan.FromSeconds(1), answer.RetryAfter);
        leave.Set();
        Assert.Equal(200, (await hashing).Status);
    }

    private static async Task<TokenAnswer> Refused(ValueTask<TokenAnswer> asked, int status, string error)
    {
        var answer = await asked;
        Assert.Equal((status, error), (answer.Status, answer.Error?.Error));
        Assert.Null(answer.Grant);
        var json = JsonDocument.Parse(answer.ToJson()).RootElement;
        Assert.Equal(["error", "error_description"], json.EnumerateObject().Select(member => member.Name));
        // The characters of RFC 6749 §5.2.
        Assert.Matches(@"^[\x20-\x21\x23-\x5B\x5D-\x7E]+$", json.GetProperty("error_description").GetString());
        return answer;
    }

    private static JsonElement Json(string part) =>
        JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(part)).RootElement;
}
