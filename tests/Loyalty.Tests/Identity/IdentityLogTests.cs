using System.Net;
using System.Text.Json.Nodes;

namespace Loyalty.Tests.Identity;

/// <summary>What operators read of tokens and secrets: enough to act on, and nothing to misuse.</summary>
public sealed class IdentityLogTests
{
    private static readonly (string, string)[] Form =
    [
        ("grant_type", "client_credentials"),
        ("client_id", "shop"),
        ("client_secret", IdentityScene.Secret),
    ];

    [Fact]
    public async Task Tokens_and_refusals_are_reported_without_the_secret()
    {
        var scene = new IdentityScene();
        await scene.Ask(null, Form);
        await scene.Ask(null, [.. Form[..2], ("client_secret", "wrong")]);
        Assert.Equal(
            [
                "Information TokenIssued: Client shop got a token with 2 scopes.",
                "Warning TokenRefused: A token request was refused: invalid_client.",
            ],
            scene.EndpointLog.Lines
        );
    }

    [Fact]
    public async Task Secrets_that_are_held_back_are_reported()
    {
        var scene = new IdentityScene();
        for (var n = 0; n < 11; n++)
            await scene.Authenticate("wrong");
        Assert.Equal(
            [
                "Warning SecretsHeldBack: Too many wrong client secrets from one address; one more was not looked at. "
                    + "Its turn is in 00:00:06.",
            ],
            scene.AuthenticatorLog.Lines
        );
    }

    [Fact]
    public async Task Secrets_that_find_no_place_are_reported()
    {
        var scene = new IdentityScene(options =>
        {
            options.MaxConcurrentSecretChecks = 1;
            options.MaxWaitingSecretChecks = 0;
        });
        scene.WhileHashing = () =>
        {
            scene.WhileHashing = () => { };
            scene.Authenticate("wrong").AsTask().Wait();
        };
        await scene.Authenticate("wrong");
        Assert.Equal(
            [
                "Warning SecretChecksBusy: More than 0 requests wait for their client secret to be checked; one was "
                    + "rejected.",
            ],
            scene.AuthenticatorLog.Lines
        );
    }

    [Fact]
    public async Task A_hash_that_cannot_be_read_is_reported_with_client_and_number()
    {
        var scene = new IdentityScene();
        scene.Store.Put(scene.Client with { Secrets = [IdentityScene.Stored(7, "x") with { Hash = "broken" }] });
        await scene.Authenticate("x");
        Assert.Equal(
            ["Error SecretHashUnreadable: Secret 7 of client shop is stored as an unreadable hash."],
            scene.AuthenticatorLog.Lines
        );
    }

    [Fact]
    public async Task Answers_of_the_authority_are_reported_and_so_is_why_one_is_of_no_use()
    {
        const string unavailable =
            "Error AuthorityUnavailable: The authority did not answer as it should; keys that are known are used on for "
            + "a while.";
        var authority = new FakeAuthority();
        var scene = new IdentityScene(options => options.Authority = FakeAuthority.Url, authority);
        await AskAsync();
        authority.Remove("rsa-0");
        await AskAsync();
        authority.AddRsa(0);
        authority.Issuer = "https://evil.test";
        await AskAsync();
        authority.Outage = () =>
            new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(new byte[1_048_577]) };
        await AskAsync();

        Assert.Equal(
            [
                "Information AuthorityKeysRead: The authority answered with 1 keys.",
                $"{unavailable} It has no keys.",
                $"{unavailable} It names the issuer 'https://evil.test' and not itself.",
            ],
            scene.VerifierLog.Lines.Take(3)
        );
        Assert.StartsWith(unavailable, scene.VerifierLog.Lines[3], StringComparison.Ordinal);

        async Task AskAsync()
        {
            var claims = new JsonObject { ["iss"] = FakeAuthority.Url, ["aud"] = scene.Options.Audience };
            var header = Jwt.Header("RS256", "unknown", "JWT");
            try
            {
                await scene.VerifyToken(Jwt.Sign(header, claims, FakeAuthority.Rsa(0)));
            }
            catch (Loyalty.Identity.AuthorityUnavailableException fault)
            {
                Assert.Equal("The token authority does not answer as it should.", fault.Message);
            }
            scene.Time.Advance(scene.Options.AuthorityAskAgainAfter);
        }
    }
}
