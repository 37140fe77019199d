using System.ComponentModel.DataAnnotations;
using Loyalty.Identity;

namespace Loyalty.Tests.Identity;

public sealed class IdentityOptionsTests
{
    [Theory]
    [InlineData("", true)] // The host sets it.
    [InlineData("https://loyalty.test/realms/partner", true)]
    [InlineData("http://localhost:5000", true)]
    [InlineData("loyalty.test", false)]
    [InlineData("ftp://loyalty.test", false)]
    [InlineData("https://loyalty.test?x=1", false)]
    [InlineData("https://loyalty.test#x", false)]
    public void The_issuer_is_an_absolute_url(string url, bool good) =>
        Assert.Equal(
            good ? [] : ["Issuer: The issuer must be an absolute http(s) URL."],
            FaultsOf(new IdentityOptions { Issuer = url })
        );

    [Fact]
    public void What_is_wrong_with_authority_and_mark_is_said_at_once() =>
        Assert.Equal(
            [
                "Authority: The authority must be an absolute https URL (http only with AllowHttpAuthority).",
                "AuthorityClientMark: The client mark must be claim=value.",
            ],
            FaultsOf(new IdentityOptions { Authority = "http://login.test", AuthorityClientMark = "idtyp" })
        );

    private static IEnumerable<string> FaultsOf(IdentityOptions options) =>
        options
            .Validate(new ValidationContext(options))
            .Select(fault => $"{fault.MemberNames.Single()}: {fault.ErrorMessage}");
}
