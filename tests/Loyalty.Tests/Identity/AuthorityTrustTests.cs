using System.ComponentModel.DataAnnotations;
using Loyalty.Identity;

namespace Loyalty.Tests.Identity;

/// <summary>Which authority is believed, and what of its answers.</summary>
public sealed class AuthorityTrustTests : AuthorityTests
{
    [Fact]
    public async Task Keys_over_plain_http_are_not_fetched()
    {
        Authority.JwksUri = "http://login.test/keys";

        await Unavailable(Token(Claims()));
    }

    [Fact]
    public async Task Keys_over_plain_http_are_fetched_where_that_is_allowed()
    {
        Authority.JwksUri = "http://login.test/keys";
        var local = new IdentityScene(
            options =>
                (options.Authority, options.Audience, options.AllowHttpAuthority) = (
                    FakeAuthority.Url,
                    FakeAuthority.Audience,
                    true
                ),
            Authority
        );

        Assert.True((await local.VerifyToken(Token(Claims()))).IsGood);
    }

    [Theory]
    [InlineData(1_000_000, true)]
    [InlineData(1_048_576, false)]
    public async Task Of_an_answer_at_most_a_mebibyte_is_read(int more, bool good)
    {
        Authority.Padding = more;

        if (good)
            Assert.True((await Scene.VerifyToken(Token(Claims()))).IsGood);
        else
            await Unavailable(Token(Claims()));
    }

    [Theory]
    [InlineData("https://evil.test")]
    [InlineData("https://login.test/tenant")]
    [InlineData("https://login.test/{tenantid}/v2.0")]
    [InlineData("HTTPS://LOGIN.TEST/tenant/v2.0")]
    [InlineData("")]
    public async Task An_authority_that_names_another_issuer_is_not_believed(string issuer)
    {
        Authority.Issuer = issuer;
        await Unavailable(Token(Claims().With("iss", issuer)));
    }

    [Fact]
    public async Task A_slash_at_the_end_of_the_issuer_makes_no_other_authority()
    {
        Authority.Issuer += "/";
        Assert.True((await Scene.VerifyToken(Token(Claims().With("iss", Authority.Issuer)))).IsGood);
    }

    [Theory]
    [InlineData("http://login.test", false, false)]
    [InlineData("http://login.test", true, true)]
    [InlineData("https://login.test/tenant/v2.0", false, true)]
    [InlineData("login.test", true, false)]
    [InlineData("https://login.test?x=1", true, false)]
    public void The_authority_must_be_https_unless_allowed_otherwise(string url, bool allowHttp, bool good)
    {
        var options = new IdentityOptions { Authority = url, AllowHttpAuthority = allowHttp };

        Assert.Equal(good, Validator.TryValidateObject(options, new ValidationContext(options), [], true));
    }
}
