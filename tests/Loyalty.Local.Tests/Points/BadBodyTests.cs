using System.Net.Http.Headers;
using System.Text;

namespace Loyalty.Local.Tests.Points;

/// <summary>Bodies that are no points request, and what the answer says of them.</summary>
public abstract class BadBodyTests(ClockedHostFixture fixture)
{
    public sealed class OnSqlite(ClockedHostFixture fixture) : BadBodyTests(fixture), IClassFixture<ClockedHostFixture>;

    public sealed class OnCosmos(ClockedCosmosFixture fixture)
        : BadBodyTests(fixture),
            IClassFixture<ClockedCosmosFixture>;

    [Fact]
    public async Task Every_wrong_field_is_named_at_once()
    {
        var answer = await fixture.Partner.SendJsonAsync(
            """{"userId":"","ruleId":7,"amount":0,"requestId":null,"callbackUrl":"http://user@127.0.0.1/"}"""
        );

        Assert.Equal(400, answer.Status);
        var errors = answer.Json.GetProperty("errors").EnumerateArray().ToList();
        Assert.Equal(
            ["amount", "callbackUrl", "requestId", "ruleId", "userId"],
            errors.Select(error => error.GetProperty("field").GetString()).Order()
        );
        Assert.All(
            errors,
            error =>
                Assert.Equal(["field", "code", "message"], error.EnumerateObject().Select(property => property.Name))
        );
    }

    [Theory]
    [InlineData("""{"userId":"u","ruleId":"r","requestId":"q"}""", "amount")]
    [InlineData("""{"userId":"u","ruleId":"r","amount":1000000001,"requestId":"q"}""", "amount")]
    [InlineData("""{"userId":"u","ruleId":"r","amount":-1,"requestId":"q"}""", "amount")]
    [InlineData("""{"userId":"u","ruleId":"r","amount":1.5,"requestId":"q"}""", "amount")]
    [InlineData("""{"userId":"u","ruleId":"r","amount":"1","requestId":"q"}""", "amount")]
    [InlineData("""{"userId":"u","ruleId":"r","amount":1e400,"requestId":"q"}""", "amount")]
    [InlineData("""{"userId":"u","ruleId":"r","amount":1,"amount":1,"requestId":"q"}""", "amount")]
    [InlineData("""{"userId":"u","ruleId":"r","amount":1,"requestId":"\ud800"}""", "requestId")]
    [InlineData("""{"userId":"u","ruleId":"r","amount":1,"requestId":"a\u0000b"}""", "requestId")]
    [InlineData("""{"userId":"u","ruleId":"r","amount":1,"requestId":"."}""", "requestId")]
    [InlineData("""{"userId":"u","ruleId":"r","amount":1,"requestId":".."}""", "requestId")]
    [InlineData("""{"userId":".","ruleId":"r","amount":1,"requestId":"q"}""", "userId")]
    [InlineData("""{"userId":"..","ruleId":"r","amount":1,"requestId":"q"}""", "userId")]
    [InlineData("""{"userId":["u"],"ruleId":"r","amount":1,"requestId":"q"}""", "userId")]
    [InlineData("""{"userId":"u","ruleId":"r","amount":1,"requestId":"q","callbackUrl":"nowhere"}""", "callbackUrl")]
    [InlineData("""{"userId":"u","ruleId":"r","amount":1,"requestId":"q","callbackUrl":1}""", "callbackUrl")]
    [InlineData(
        """{"userId":"u","ruleId":"r","amount":1,"requestId":"q","callbackUrl":"http://10.0.0.1/"}""",
        "callbackUrl"
    )]
    public async Task One_wrong_field_is_named(string json, string field)
    {
        var answer = await fixture.Partner.SendJsonAsync(json);

        Assert.Equal((400, "invalid_request"), (answer.Status, answer.Code));
        Assert.Equal(
            [field],
            answer.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString())
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{'userId':'u'}")]
    [InlineData("""{"\ud800":1}""")]
    public async Task What_is_no_JSON_object_is_a_bad_request(string json)
    {
        var answer = await fixture.Partner.SendJsonAsync(json);

        Assert.Equal((400, "invalid_request"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData(128, 202)]
    [InlineData(129, 400)]
    public async Task A_request_id_has_at_most_128_characters(int length, int status)
    {
        // Characters, not UTF-16 units: each of these has two.
        var requestId = string.Concat(Enumerable.Repeat("\U0001F600", length));

        var answer = await fixture.Partner.SendAsync(fixture.Earn(1, requestId));

        Assert.Equal(status, answer.Status);
    }

    [Fact]
    public async Task Unknown_fields_are_ignored()
    {
        var json = fixture.Earn(1).ToJson()[..^1] + ",\"more\":{\"of\":[\"it\"]},\"user\":5}";

        Assert.Equal(202, (await fixture.Partner.SendJsonAsync(json)).Status);
    }

    [Fact]
    public async Task A_field_that_is_spelt_almost_like_a_known_one_is_named_with_it()
    {
        var json = fixture.Earn(1).ToJson()[..^1] + ",\"callback_url\":\"https://shop.example/points\"}";

        var answer = await fixture.Partner.SendJsonAsync(json);

        Assert.Equal(400, answer.Status);
        var error = Assert.Single(answer.Json.GetProperty("errors").EnumerateArray());
        Assert.Equal("callback_url", error.GetProperty("field").GetString());
        Assert.Contains("callbackUrl", error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_body_of_64_KiB_is_read_and_a_longer_one_is_not()
    {
        var json = fixture.Earn(1).ToJson();
        var fits = json + new string(' ', 65_536 - json.Length);

        Assert.Equal(202, (await fixture.Partner.SendJsonAsync(fits)).Status);
        var tooLong = await fixture.Partner.SendJsonAsync(fits + " ");
        Assert.Equal((413, "payload_too_large"), (tooLong.Status, tooLong.Code));
        Assert.Equal("application/problem+json", tooLong.ContentType);
    }

    [Theory]
    [InlineData(false, 202)]
    [InlineData(true, 413)]
    public async Task A_chunked_body_is_measured_as_it_is_read(bool tooLong, int status)
    {
        var partner = fixture.Partner;
        var json = fixture.Earn(1).ToJson();
        json += tooLong ? new string(' ', 65_537 - json.Length) : "";
        var request = partner.Request(json, await partner.TokenAsync(), SignatureForm.Header);
        request.Headers.TransferEncodingChunked = true;

        var answer = await partner.SendAsync(request);

        Assert.Equal(status, answer.Status);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8", 202)]
    [InlineData("application/vnd.partner+json", 202)]
    [InlineData(null, 202)]
    [InlineData("text/plain", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    public async Task Only_JSON_is_taken(string? contentType, int status)
    {
        var partner = fixture.Partner;
        var request = partner.Request(fixture.Earn(1).ToJson(), await partner.TokenAsync());
        request.Content!.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);

        var answer = await partner.SendAsync(request);

        Assert.Equal(status, answer.Status);
        if (status == 415)
            Assert.Equal("unsupported_media_type", answer.Code);
    }

    [Theory]
    [InlineData("gzip", 415)]
    [InlineData("identity, br", 415)]
    [InlineData("identity", 202)]
    public async Task A_compressed_body_is_none_that_is_read(string coding, int status)
    {
        var partner = fixture.Partner;
        var request = partner.Request(fixture.Earn(1).ToJson(), await partner.TokenAsync());
        request.Content!.Headers.TryAddWithoutValidation("Content-Encoding", coding);

        var answer = await partner.SendAsync(request);

        Assert.Equal(status, answer.Status);
        if (status == 415)
            Assert.Equal("A Content-Encoding is not supported.", answer.Field("detail"));
    }

    [Fact]
    public async Task A_byte_order_mark_does_no_harm()
    {
        var partner = fixture.Partner;
        var request = partner.Request("", await partner.TokenAsync());
        request.Content = new ByteArrayContent([
            .. Encoding.UTF8.Preamble,
            .. Encoding.UTF8.GetBytes(fixture.Earn(1).ToJson()),
        ]);

        Assert.Equal(202, (await partner.SendAsync(request)).Status);
    }
}
