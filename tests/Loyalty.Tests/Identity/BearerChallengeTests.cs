using Loyalty.Identity;

namespace Loyalty.Tests.Identity;

public sealed class BearerChallengeTests
{
    public static TheoryData<string, string> Faults() =>
        new()
        {
            { nameof(TokenFault.Malformed), "The token is malformed" },
            { nameof(TokenFault.SignatureInvalid), "The token's signature is not valid" },
            { nameof(TokenFault.KeyUnknown), "The token was signed with an unknown or retired key" },
            { nameof(TokenFault.IssuerWrong), "The token is from another issuer" },
            { nameof(TokenFault.AudienceWrong), "The token is for another audience" },
            { nameof(TokenFault.Expired), "The token has expired" },
            { nameof(TokenFault.NotYetValid), "The token is not valid yet" },
            { nameof(TokenFault.ClientUnknown), "The token's client is unknown" },
            { nameof(TokenFault.NotOfClient), "The token was not issued to the client itself" },
            { nameof(TokenFault.LivesTooLong), "The token is valid for too long" },
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_refusal_says_why_in_one_of_our_sentences(string fault, string why) =>
        Assert.Equal(
            $"Bearer realm=\"partner\", error=\"invalid_token\", error_description=\"{why}\"",
            BearerChallenge.Of(Enum.Parse<TokenFault>(fault))
        );

    [Fact]
    public void A_scope_that_is_missing_is_named_where_it_is_known()
    {
        const string lacking = "Bearer realm=\"partner\", error=\"insufficient_scope\"";
        Assert.Equal(lacking, BearerChallenge.InsufficientScope());
        Assert.Equal($"{lacking}, scope=\"manage\"", BearerChallenge.InsufficientScope("manage"));
        Assert.Equal($"{lacking}, scope=\"manage pos\"", BearerChallenge.InsufficientScope("manage", "pos"));
    }
}
