using System.Net.Http.Headers;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Loyalty.Local.Tests.Identity;

/// <summary>The token endpoint and what it publishes, over HTTP.</summary>
public abstract class TokenTests(ClockedHostFixture fixture)
{
    public sealed class OnSqlite(ClockedHostFixture fixture) : TokenTests(fixture), IClassFixture<ClockedHostFixture>;

    public sealed class OnCosmos(ClockedCosmosFixture fixture)
        : TokenTests(fixture),
            IClassFixture<ClockedCosmosFixture>;

    private (string, string) Id => ("client_id", fixture.Partner.ClientId);

    private (string, string) Secret => ("client_secret", fixture.Partner.Secret);

    [Fact]
    public async Task A_client_gets_a_token_of_ten_minutes()
    {
        var answer = await fixture.Partner.AskTokenAsync(("grant_type", "client_credentials"), Id, Secret);

        Assert.Equal((200, "application/json"), (answer.Status, answer.ContentType));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Equal(("Bearer", "600"), (answer.Field("token_type"), answer.Field("expires_in")));
        Assert.Equal("points.earn points.redeem points.adjust programs pos", answer.Field("scope"));
        var token = new JsonWebToken(answer.Field("access_token"));
        Assert.Equal("ES256", token.Alg);
        Assert.Equal("demo", token.GetPayloadValue<string>("org"));
        Assert.Equal("demo-partner", token.GetPayloadValue<string>("azp"));
        foreach (var claim in new[] { "iss", "sub", "azp", "org", "scope", "iat", "exp", "jti", "aud" })
            Assert.True(token.TryGetPayloadValue<object>(claim, out _), $"{claim} is missing.");
    }

    [Fact]
    public async Task Basic_credentials_and_a_narrower_scope_will_do()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Partner.TokenPath)
        {
            Content = new FormUrlEncodedContent(
                new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["scope"] = "points.earn" }
            ),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{fixture.Partner.ClientId}:{fixture.Partner.Secret}"))
        );

        var answer = await fixture.Partner.SendAsync(request);

        Assert.Equal((200, "points.earn"), (answer.Status, answer.Field("scope")));
    }

    [Theory]
    [InlineData("client_credentials", "wrong", "", 401, "invalid_client")]
    [InlineData("password", null, "", 400, "unsupported_grant_type")]
    [InlineData("", null, "", 400, "invalid_request")]
    [InlineData("client_credentials", null, "manage", 400, "invalid_scope")]
    [InlineData("client_credentials", "", "", 401, "invalid_client")]
    public async Task Errors_are_those_of_RFC_6749(string grant, string? secret, string scope, int status, string error)
    {
        var answer = await fixture.Partner.AskTokenAsync(
            ("grant_type", grant),
            Id,
            ("client_secret", secret ?? fixture.Partner.Secret),
            ("scope", scope)
        );

        Assert.Equal((status, error), (answer.Status, answer.Field("error")));
        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
    }

    [Theory]
    [InlineData("application/json", null, "The body must be application/x-www-form-urlencoded.")]
    [InlineData("multipart/form-data; boundary=x", null, "The body must be application/x-www-form-urlencoded.")]
    [InlineData("", null, "The body must be application/x-www-form-urlencoded.")]
    [InlineData("application/x-www-form-urlencoded", "gzip", "A Content-Encoding is not supported.")]
    [InlineData("application/x-www-form-urlencoded", null, "The parameter grant_type is missing.")]
    public async Task What_is_no_form_is_told_so(string type, string? coding, string description)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Partner.TokenPath)
        {
            Content = new ByteArrayContent("""{"grant_type":"client_credentials"}"""u8.ToArray()),
        };
        if (type.Length > 0)
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (coding is not null)
            request.Content.Headers.ContentEncoding.Add(coding);

        var answer = await fixture.Partner.SendAsync(request);

        Assert.Equal((400, "invalid_request"), (answer.Status, answer.Field("error")));
        Assert.Equal(description, answer.Field("error_description"));
    }

    [Fact]
    public async Task Authorization_server_metadata_is_where_RFC_8414_puts_it()
    {
        var metadata = await GetAsync("/.well-known/oauth-authorization-server/realms/partner");

        Assert.Equal((200, "application/json"), (metadata.Status, metadata.ContentType));
        Assert.Equal((await GetAsync("/realms/partner/.well-known/openid-configuration")).Text, metadata.Text);
    }

    [Fact]
    public async Task Keys_may_be_kept_for_a_while_and_nothing_else_may()
    {
        var keys = await GetAsync("/realms/partner/protocol/openid-connect/certs");
        var discovery = await GetAsync("/realms/partner/.well-known/openid-configuration");

        Assert.Equal("public, max-age=300", keys.Header("Cache-Control"));
        Assert.Equal("no-store", discovery.Header("Cache-Control"));
    }

    [Fact]
    public async Task A_repeated_parameter_is_an_error()
    {
        var answer = await fixture.Partner.AskTokenAsync(("grant_type", "client_credentials"), Id, Id, Secret);

        Assert.Equal((400, "invalid_request"), (answer.Status, answer.Field("error")));
    }

    [Fact]
    public async Task A_token_ends_after_ten_minutes_and_a_little_skew()
    {
        var partner = fixture.Setup.PartnerOf(await fixture.Setup.ClientAsync());
        var token = await partner.TokenAsync();
        fixture.Clock.Advance(TimeSpan.FromSeconds(609));
        Assert.Equal(200, await AskAsync());
        fixture.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(401, await AskAsync());

        async Task<int> AskAsync()
        {
            var request = new HttpRequestMessage(
                HttpMethod.Get,
                "/latitude-points/orgs/demo/point-programs/default/balances/demo-member"
            );
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            return (await partner.SendAsync(request)).Status;
        }
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Basic ZGVtbzpkZW1v")]
    [InlineData("none")]
    [InlineData("tampered")]
    [InlineData("twice")]
    public async Task What_is_no_good_token_is_refused(string header)
    {
        var partner = fixture.Partner;
        var token = await partner.TokenAsync();
        var request = partner.Request(fixture.Earn(1).ToJson(), token: null);
        string[] values = header switch
        {
            "none" => [],
            "tampered" => [$"Bearer {token[..^5]}AAAAA"],
            "twice" => [$"Bearer {token}", $"Bearer {token}"],
            _ => [header],
        };
        foreach (var value in values)
            request.Headers.TryAddWithoutValidation("Authorization", value);

        var answer = await partner.SendAsync(request);

        Assert.Equal((401, "invalid_token"), (answer.Status, answer.Code));
        Assert.StartsWith("Bearer ", answer.Header("WWW-Authenticate"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Discovery_leads_to_the_keys_that_tokens_and_callbacks_are_signed_with()
    {
        var inbox = fixture.Receiver.Open();
        await fixture.Partner.SendAsync(fixture.Earn(1) with { CallbackUrl = inbox.Url });
        var discovery = await GetAsync("/realms/partner/.well-known/openid-configuration");
        Assert.Equal($"{fixture.Host.BaseUrl}realms/partner", discovery.Field("issuer"));
        Assert.Equal($"{fixture.Host.BaseUrl}{Partner.TokenPath[1..]}", discovery.Field("token_endpoint"));

        var keys = new JsonWebKeySet((await GetAsync(discovery.Field("jwks_uri")!)).Text).Keys;

        var token = new JsonWebToken(await fixture.Partner.TokenAsync());
        Assert.Contains(keys, key => key.Kid == token.Kid && key.Kty == "EC");
        var callback = await inbox.NextAsync();
        Assert.Contains(
            keys,
            key => callback.Headers["Signature"].ToString().Contains($"keyId=\"{key.Kid}\"", StringComparison.Ordinal)
        );
        Assert.All(keys, key => Assert.False(key.HasPrivateKey));
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(
            token.EncodedToken,
            new TokenValidationParameters
            {
                IssuerSigningKeys = keys,
                ValidIssuer = discovery.Field("issuer"),
                ValidAudience = "loyalty",
                ValidateLifetime = false,
            }
        );
        Assert.True(result.IsValid, result.Exception?.Message);
    }

    private async Task<Answer> GetAsync(string url)
    {
        using var response = await fixture.Http.GetAsync(url);
        return await Answer.ReadAsync(response);
    }
}
