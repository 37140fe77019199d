using System.Text;
using System.Text.Json;
using Loyalty.Identity;

namespace Loyalty.Tests.Identity;

public class BasicAuthenticationTests
{
    private static readonly (string, string) Grant = ("grant_type", "client_credentials");

    private static readonly (string, string) Id = ("client_id", "shop");

    private static readonly (string, string) Secret = ("client_secret", IdentityScene.Secret);

    private readonly IdentityScene scene = new();

    [Fact]
    public async Task Credentials_by_basic_get_a_token()
    {
        var answer = await scene.Ask(Basic("shop", IdentityScene.Secret), Grant);

        Assert.Equal(200, answer.Status);
        Assert.Null(answer.Challenge);
    }

    [Fact]
    public async Task The_same_id_in_the_body_beside_basic_is_no_second_credential()
    {
        Assert.Equal(200, (await scene.Ask(Basic("shop", IdentityScene.Secret), Grant, Id)).Status);
    }

    [Fact]
    public async Task Credentials_by_basic_and_in_the_body_at_once_are_an_invalid_request()
    {
        var basic = Basic("shop", IdentityScene.Secret);

        await Refused(scene.Ask(basic, Grant, Id, Secret), 400, "invalid_request");
        await Refused(scene.Ask(basic, Grant, Secret), 400, "invalid_request");
        await Refused(scene.Ask(basic, Grant, ("client_id", "other")), 400, "invalid_request");
    }

    public static TheoryData<string> BadBasics() =>
        [
            "Basic",
            "Basic ",
            "Basic !!!",
            "Basic " + Base64("shop"),
            "Basic " + Base64(":"),
            "Basic " + Base64(":" + IdentityScene.Secret),
            "Basic " + Base64("shop:"),
            "Basic " + Base64("shop:wrong"),
            "Basic " + Base64("shop:" + IdentityScene.Secret + "%"),
            "Basic " + Base64("shop:" + IdentityScene.Secret + "%4"),
            "Basic " + Base64("shop:%zz" + IdentityScene.Secret),
            "Basic " + Base64("shop:%4z" + IdentityScene.Secret),
            "Basic " + Base64("shop:%z4" + IdentityScene.Secret),
            "Basic " + Base64("shop:%ff"),
            "Basic " + Base64("shop:" + IdentityScene.Secret + ":more"),
            "Basic " + Convert.ToBase64String([0xff, 0xfe, (byte)':', 0xff]),
            "Basic " + Base64("shop:" + IdentityScene.Secret) + ", Basic eDp5",
            "Basic " + new string('A', 100_000),
        ];

    [Theory]
    [MemberData(nameof(BadBasics))]
    public async Task Bad_basic_credentials_are_invalid_client_with_a_challenge(string header)
    {
        var answer = await Refused(scene.Ask(header, Grant), 401, "invalid_client");

        Assert.StartsWith("Basic realm=", answer.Challenge);
    }

    [Theory]
    [InlineData("Basic {0}")]
    [InlineData("basic {0}")]
    [InlineData("BASIC   {0} ")]
    public async Task The_scheme_is_read_in_any_case_and_with_any_spaces(string format)
    {
        var header = string.Format(format, Base64("shop:" + IdentityScene.Secret));

        Assert.Equal(200, (await scene.Ask(header, Grant)).Status);
    }

    [Fact]
    public async Task Basic_credentials_are_form_urlencoded()
    {
        scene.Store.Put(scene.Client with { Secrets = [IdentityScene.Stored(1, "a b+c:d%ü")] });

        Assert.Equal(200, (await scene.Ask("Basic " + Base64("%73hop:a+b%2Bc%3Ad%25%C3%BC"), Grant)).Status);
        await Refused(scene.Ask("Basic " + Base64("shop:a b+c:d%ü"), Grant), 401, "invalid_client");
    }

    [Fact]
    public void An_id_may_have_one_character_and_a_secret_none()
    {
        Assert.True(BasicCredentials.TryRead(Basic("x", ""), out var credentials));
        Assert.Equal(("x", ""), (credentials.ClientId, credentials.ClientSecret));
    }

    [Fact]
    public void A_header_has_at_most_4096_characters_and_its_secret_is_never_printed()
    {
        // 3 066 bytes are 4 088 characters of base64.
        var header = Basic("shop", new string('x', 3066 - "shop:".Length)) + "  ";
        Assert.Equal(4096, header.Length);

        Assert.True(BasicCredentials.TryRead(header, out var credentials));
        Assert.False(BasicCredentials.TryRead(header + " ", out _));
        Assert.Equal("BasicCredentials { ClientId = shop }", credentials.ToString());
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused_and_not_replaced()
    {
        Assert.False(FormText.TryDecode("%ff", out _));
        Assert.False(BasicCredentials.TryRead("Basic " + Convert.ToBase64String([.. "shop:"u8, 0xff]), out _));
    }

    [Fact]
    public async Task Another_scheme_leaves_the_body_to_speak()
    {
        Assert.Equal(200, (await scene.Ask("Bearer x", Grant, Id, Secret)).Status);
        await Refused(scene.Ask("Basically x", Grant), 401, "invalid_client");
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

    private static string Basic(string id, string secret) => "Basic " + Base64($"{id}:{secret}");

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
