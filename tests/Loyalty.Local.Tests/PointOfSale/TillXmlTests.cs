using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Loyalty.Local.Tests.PointOfSale;

/// <summary>XML that means harm: refused, with nothing fetched, and with no more memory than its bytes are worth.</summary>
public sealed class TillXmlTests(ClockedHostFixture fixture) : IClassFixture<ClockedHostFixture>
{
    private const string Item = "<points_redeemed>1</points_redeemed><customer><user_id>nobody</user_id></customer>";

    [Fact]
    public async Task Entities_that_grow_without_end_are_refused_and_cost_no_memory()
    {
        var laughs = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE root [<!ENTITY l0 \"lol\">");
        for (var i = 1; i < 20; i++)
            laughs.Append($"<!ENTITY l{i} \"{string.Concat(Enumerable.Repeat($"&l{i - 1};", 10))}\">");
        laughs.Append("]><root><redeem><element><notes>&l19;</notes></element></redeem></root>");
        await RefusedAsync(laughs.ToString());
        var before = GC.GetTotalAllocatedBytes(precise: true);

        for (var i = 0; i < 100; i++)
            await RefusedAsync(laughs.ToString());

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 100_000_000);
    }

    [Theory]
    [InlineData("<!DOCTYPE root SYSTEM \"{0}\"><root/>")]
    [InlineData(
        "<!DOCTYPE root [<!ENTITY x SYSTEM \"{0}\">]><root><redeem><element><notes>&x;</notes></element></redeem></root>"
    )]
    [InlineData("<!DOCTYPE root [<!ENTITY % x SYSTEM \"{0}\"> %x;]><root/>")]
    [InlineData(
        "<!DOCTYPE root [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><root><redeem><element><notes>&x;</notes></element></redeem></root>"
    )]
    [InlineData("<!DOCTYPE root><root><redeem><element>{item}</element></redeem></root>")]
    public async Task Nothing_is_ever_fetched(string xml)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var answer = await RefusedAsync(
            xml.Replace("{0}", $"http://127.0.0.1:{port}/x.dtd", StringComparison.Ordinal)
                .Replace("{item}", Item, StringComparison.Ordinal)
        );

        Assert.False(listener.Pending());
        Assert.DoesNotContain("root:", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_deeper_than_allowed_is_refused()
    {
        Assert.Equal("816", TillAnswers.Of(await SendAsync(Encoding.UTF8.GetBytes(Deep(16)))).Only.Code);
        await RefusedAsync(Deep(17));
        await RefusedAsync(Deep(5000));

        static string Deep(int depth) =>
            $"<root><redeem><element>{Item}{string.Concat(Enumerable.Repeat("<a>", depth - 3))}"
            + $"{string.Concat(Enumerable.Repeat("</a>", depth - 3))}</element></redeem></root>";
    }

    [Theory]
    [InlineData("<root><redeem><element>")]
    [InlineData("<root></root><root></root>")]
    [InlineData("<root/>")]
    [InlineData("<root>text<redeem/></root>")]
    [InlineData("<root><redeem><element/><other/></redeem></root>")]
    [InlineData("<root>&nbsp;</root>")]
    [InlineData("no XML")]
    [InlineData("")]
    [InlineData("{\"root\":{}}")]
    [InlineData("<?xml version=\"1.0\" encoding=\"UTF-16\"?><root><redeem/></root>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"utf-7\"?><root><redeem/></root>")]
    [InlineData("<?xml version=\"1.0\" encoding=\"no-such\"?><root><redeem/></root>")]
    [InlineData(
        "<root><redeem><element><points_redeemed>1</points_redeemed><points_redeemed>2</points_redeemed></element></redeem></root>"
    )]
    public async Task What_is_no_XML_of_this_form_is_refused(string xml) =>
        await RefusedAsync(
            xml.Replace("<redeem/>", $"<redeem><element>{Item}</element></redeem>", StringComparison.Ordinal)
        );

    [Fact]
    public async Task Bytes_of_two_encodings_are_refused()
    {
        byte[] mixed =
        [
            .. "<?xml version=\"1.0\" encoding=\"UTF-8\"?><root><redeem><element><notes>é"u8,
            0xE9,
            0xFF,
            .. Encoding.Unicode.GetBytes("é"),
            .. "</notes></element></redeem></root>"u8,
        ];

        await RefusedAsync(mixed);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("iso-8859-1")]
    public async Task Bytes_are_read_in_the_encoding_that_they_name(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        var xml =
            $"<?xml version=\"1.0\" encoding=\"{name}\"?><root><redeem><element>{Item}<notes>é</notes></element></redeem></root>";

        var answer = await SendAsync([.. encoding.GetPreamble(), .. encoding.GetBytes(xml)]);

        Assert.Equal("816", TillAnswers.Of(answer).Only.Code);
    }

    [Fact]
    public async Task A_body_with_attributes_of_a_megabyte_is_too_large_and_small_ones_are_not_read()
    {
        var large = await SendAsync(Encoding.UTF8.GetBytes($"<root a=\"{new string('x', 1_000_000)}\"/>"));
        var small = await SendAsync(
            Encoding.UTF8.GetBytes($"<root a=\"b\"><redeem c=\"d\"><element>{Item}</element></redeem></root>")
        );

        Assert.Equal((413, "payload_too_large"), (large.Status, large.Code));
        Assert.Equal("816", TillAnswers.Of(small).Only.Code);
    }

    [Fact]
    public async Task What_XML_cannot_say_is_answered_all_the_same()
    {
        var till = await Till.OpenAsync(fixture);
        var request = till.Request(HttpMethod.Post, $"{Till.RedeemPath}?format=xml");
        request.Content = new StringContent(
            """{"root":{"redeem":[{"points_redeemed":"1\u0001","customer":{"external_id":"a\u0000b\uFFFE"}}]}}""",
            Encoding.UTF8,
            "application/json"
        );

        Assert.Equal("816", TillAnswers.Of(await till.SendAsync(request)).Only.Code);
    }

    private Task<Answer> RefusedAsync(string xml) => RefusedAsync(Encoding.UTF8.GetBytes(xml));

    private async Task<Answer> RefusedAsync(byte[] xml)
    {
        var answer = await SendAsync(xml);
        Assert.True((400, "invalid_request") == (answer.Status, answer.Code), answer.ToString());
        return answer;
    }

    private async Task<Answer> SendAsync(byte[] xml)
    {
        till ??= await Till.OpenAsync(fixture);
        var request = till.Request(HttpMethod.Post, Till.RedeemPath);
        request.Content = new ByteArrayContent(xml);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/xml");
        return await till.SendAsync(request);
    }

    private Till? till;
}
