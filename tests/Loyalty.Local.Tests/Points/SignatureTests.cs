using Loyalty.Catalog;
using Loyalty.Signing;

namespace Loyalty.Local.Tests.Points;

/// <summary>Signed requests over HTTP, in both forms, under the one set of rules.</summary>
public abstract class SignatureTests(ClockedHostFixture fixture)
{
    public sealed class OnSqlite(ClockedHostFixture fixture)
        : SignatureTests(fixture),
            IClassFixture<ClockedHostFixture>;

    public sealed class OnCosmos(ClockedCosmosFixture fixture)
        : SignatureTests(fixture),
            IClassFixture<ClockedCosmosFixture>;

    private static readonly SigningKey EcKey = SigningKey.Create(
        KeyAlgorithm.EcdsaSha256,
        "ec-key",
        DateTimeOffset.UnixEpoch
    );

    public static TheoryData<string> Forms => [nameof(SignatureForm.Header), nameof(SignatureForm.Message)];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_client_that_must_sign_is_heard_in_both_forms(string form)
    {
        var (partner, body) = await SignedAsync();

        var answer = await partner.SendAsync(body, Enum.Parse<SignatureForm>(form));

        Assert.Equal(202, answer.Status);
        Assert.Equal("success", (await partner.OutcomeAsync(body.RequestId)).Field("status"));
    }

    [Fact]
    public async Task A_key_on_P256_signs_as_well()
    {
        var (partner, body) = await SignedAsync();
        foreach (var form in new[] { SignatureForm.Header, SignatureForm.Message })
        {
            var json = (body with { RequestId = Names.Next("request") }).ToJson();
            var request = partner.Request(json, await partner.TokenAsync(), form, signedWith: EcKey);
            Assert.Equal(202, (await partner.SendAsync(request)).Status);
        }
    }

    [Theory]
    [InlineData(-301, 401)]
    [InlineData(-300, 202)]
    [InlineData(300, 202)]
    [InlineData(301, 401)]
    public async Task A_clock_that_is_off_by_five_minutes_is_still_heard(int seconds, int status)
    {
        var (partner, body) = await SignedAsync();
        foreach (var form in new[] { SignatureForm.Header, SignatureForm.Message })
        {
            var created = fixture.Clock.GetUtcNow() + TimeSpan.FromSeconds(seconds);
            var json = (body with { RequestId = Names.Next("request") }).ToJson();
            var answer = await partner.SendAsync(partner.Request(json, await partner.TokenAsync(), form, created));
            Assert.Equal(status, answer.Status);
            if (status == 401)
                Assert.Equal("signature_invalid", answer.Code);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_signature_over_another_body_is_refused(string form)
    {
        var (partner, body) = await SignedAsync();
        var request = partner.Request(body.ToJson(), await partner.TokenAsync(), Enum.Parse<SignatureForm>(form));
        request.Content = new StringContent((body with { Amount = 999 }).ToJson());
        request.Content.Headers.ContentType = new("application/json");

        await AssertRefusedAsync(partner, request);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_signature_over_another_path_is_refused(string form)
    {
        var (partner, body) = await SignedAsync();
        var request = partner.Request(body.ToJson(), await partner.TokenAsync(), Enum.Parse<SignatureForm>(form));
        request.RequestUri = new Uri("/points?x=1", UriKind.Relative);

        await AssertRefusedAsync(partner, request);
    }

    [Theory]
    [InlineData("Digest")]
    [InlineData("Signature")]
    public async Task Half_a_signature_is_refused_also_where_none_is_needed(string without)
    {
        var partner = fixture.Partner;
        var request = partner.Request(fixture.Earn(1).ToJson(), await partner.TokenAsync(), SignatureForm.Header);
        request.Headers.Remove(without);

        var answer = await partner.SendAsync(request);

        // A Digest alone is no signature; a Signature without what it covers is a bad one.
        Assert.Equal(without == "Signature" ? 202 : 401, answer.Status);
    }

    [Fact]
    public async Task Two_signatures_are_refused()
    {
        var (partner, body) = await SignedAsync();
        var request = partner.Request(body.ToJson(), await partner.TokenAsync(), SignatureForm.Header);
        var signature = request.Headers.GetValues("Signature").Single();
        request.Headers.TryAddWithoutValidation("Signature", signature);

        await AssertRefusedAsync(partner, request);
    }

    [Theory]
    [InlineData("algorithm=\"RSA-SHA256\"", "algorithm=\"rsa-sha256\"", 202)]
    [InlineData("algorithm=\"RSA-SHA256\"", "algorithm=\"hs2019\"", 202)]
    [InlineData("algorithm=\"RSA-SHA256\",", "", 202)]
    [InlineData("algorithm=\"RSA-SHA256\"", "algorithm=\"HMAC-SHA256\"", 401)]
    [InlineData("algorithm=\"RSA-SHA256\"", "algorithm=\"RSA-SHA256", 401)]
    [InlineData("algorithm=\"RSA-SHA256\"", "keyId=\"test-key\"", 401)]
    [InlineData("keyId=\"test-key\"", "keyId=\"other-key\"", 401)]
    [InlineData("(created) digest", "(created)", 401)]
    public async Task The_header_is_read_strictly_and_its_algorithm_decides_nothing(string part, string to, int status)
    {
        var (partner, body) = await SignedAsync();
        var request = partner.Request(body.ToJson(), await partner.TokenAsync(), SignatureForm.Header);
        var signature = request.Headers.GetValues("Signature").Single();
        Assert.Contains(part, signature, StringComparison.Ordinal);
        request.Headers.Remove("Signature");
        request.Headers.TryAddWithoutValidation("Signature", signature.Replace(part, to, StringComparison.Ordinal));

        var answer = await partner.SendAsync(request);

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task The_key_of_another_client_is_refused()
    {
        var (partner, body) = await SignedAsync();
        // The demo partner's key is known to the platform, but it is not this client's.
        var request = partner.Request(
            body.ToJson(),
            await partner.TokenAsync(),
            SignatureForm.Header,
            signedWith: fixture.Partner.Key
        );

        await AssertRefusedAsync(partner, request);
    }

    private static async Task AssertRefusedAsync(Partner partner, HttpRequestMessage request)
    {
        var answer = await partner.SendAsync(request);
        Assert.Equal((401, "signature_invalid"), (answer.Status, answer.Code));
        Assert.StartsWith("Signature ", answer.Header("WWW-Authenticate"), StringComparison.Ordinal);
    }

    /// <summary>A client that must sign, and a request of its that would be accepted.</summary>
    private async Task<(Partner Partner, PointsBody Body)> SignedAsync()
    {
        var client = await fixture.Setup.ClientAsync(client =>
            client with
            {
                Signature = SignaturePolicy.Required,
                Keys = [.. client.Keys, new ClientKey { KeyId = EcKey.KeyId, PublicKeyPem = EcKey.PublicKey.ToPem() }],
            }
        );
        var rule = await fixture.Setup.RuleAsync(RuleType.Earn, client);
        return (
            fixture.Setup.PartnerOf(client),
            new PointsBody(fixture.Demo.UserId.Value, rule.RuleId.Value, 1, Names.Next("request"))
        );
    }
}
