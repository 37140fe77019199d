using System.Text;
using Loyalty.PointsRequests;

namespace Loyalty.Tests.PointsRequests;

/// <summary>The body of a request, and what tells two of them apart.</summary>
public sealed class PointsRequestTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(1_000_000_000, true)]
    [InlineData(0, false)]
    [InlineData(1_000_000_001, false)]
    public void An_amount_is_1_to_a_thousand_million(long amount, bool good)
    {
        var request = Read(PointsScene.Body(amount: amount), out var errors);
        Assert.Equal(good ? amount : null, request?.Amount.Value);
        Assert.Equal(good ? [] : ["amount"], errors.Select(error => error.Field));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(256, true)] // A name that cannot be one of ours, but might be in characters of two units.
    [InlineData(0, false)]
    [InlineData(257, false)]
    public void A_rule_id_is_a_name_of_some_length_which_the_look_up_judges(int length, bool good)
    {
        Read(PointsScene.Body(rule: new string('r', length)), out var errors);
        Assert.Equal(good ? [] : [new FieldError("ruleId", "length", "Must be 1 to 128 characters.")], errors);
    }

    [Theory]
    [InlineData("not/an id")]
    [InlineData("x")]
    public void A_rule_id_that_cannot_be_one_names_no_rule(string text)
    {
        var request = Read(PointsScene.Body(rule: text), out _)!;
        Assert.Equal(text == "x" ? TextId.From<RuleId>("x") : default, request.RuleId);
    }

    [Theory]
    [InlineData("http://partner.example/", false, "Must be an https URL.")]
    [InlineData("http://partner.example/", true, null)]
    [InlineData("https://partner.example/", false, null)]
    [InlineData("https://other.example/", false, "Its host is not one of the client's callback hosts.")]
    public void A_callback_goes_where_the_client_and_the_settings_allow(string url, bool development, string? fault)
    {
        var client = PointsScene.Client with { CallbackHosts = ["partner.example"] };
        var json = Encoding.UTF8.GetBytes(PointsScene.Body(callback: url));
        var request = PointsRequest.Read(json, client, development, out var errors);
        Assert.Equal(fault is null ? [] : [new FieldError("callbackUrl", "not_allowed", fault)], errors);
        Assert.Equal(fault is null ? url : null, request?.CallbackUrl);
    }

    [Fact]
    public void All_that_is_missing_is_named_and_a_callback_is_not()
    {
        Assert.Null(Read("{}", out var errors));
        Assert.Equal(
            ["amount required", "requestId required", "ruleId required", "userId required"],
            errors.Select(error => $"{error.Field} {error.Code}").Order()
        );
    }

    [Fact]
    public void What_is_no_object_has_no_fields_to_name()
    {
        Assert.Null(Read("[]", out var errors));
        Assert.Empty(errors);
    }

    [Fact]
    public void Without_a_callback_the_hash_is_that_of_an_empty_one() =>
        // Of "ann\nearn\n10\n", by sha256sum and basenc --base64url.
        Assert.Equal(
            "MZISO6gN7e2RWsloWgfEY3Qc7q146rOwCaUWnOqrbyU",
            Read(PointsScene.Body(callback: null), out _)!.ContentHash()
        );

    private static PointsRequest? Read(string json, out IReadOnlyList<FieldError> errors) =>
        PointsRequest.Read(Encoding.UTF8.GetBytes(json), PointsScene.Client, false, out errors);
}
