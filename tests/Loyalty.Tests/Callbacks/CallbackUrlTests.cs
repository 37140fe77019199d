using Loyalty.Callbacks;

namespace Loyalty.Tests.Callbacks;

public sealed class CallbackUrlTests
{
    [Theory]
    [InlineData("https://partner.example/cb")]
    [InlineData("HTTPS://Partner.Example/cb")]
    [InlineData("https://partner.example")]
    [InlineData("https://partner.example:8443/cb?order=1&x=%20#part")]
    [InlineData("https://partner.example:1/cb")]
    [InlineData("https://partner.example:65535/cb")]
    [InlineData("https://partner.example./cb")]
    [InlineData("https://xn--bcher-kva.example/cb")]
    [InlineData("https://bücher.example/cb")]
    [InlineData("https://8.8.8.8/cb")]
    [InlineData("https://[2606:4700:4700::1111]/cb")]
    [InlineData("https://partner.example/cb?mail=a@b.example")]
    [InlineData("https://partner.example/a@b/cb")]
    [InlineData("https://sub_domain.partner.example/cb")]
    public void A_public_https_url_is_allowed(string url) => Assert.Null(CallbackUrl.FaultOf(url, [], false));

    [Theory]
    [InlineData("", "characters")]
    [InlineData("partner.example/cb", "absolute")]
    [InlineData("/cb", "https")]
    [InlineData("//partner.example/cb", "https")]
    [InlineData("https:partner.example/cb", "absolute")]
    [InlineData("https:/partner.example/cb", "absolute")]
    [InlineData("https://", "absolute")]
    [InlineData("https:///cb", "absolute")]
    [InlineData(" https://partner.example/cb", "absolute")]
    [InlineData("https://partner.example/cb ", "absolute")]
    [InlineData("https://partner.example/a b", "absolute")]
    [InlineData("https://partner.example/cb\r\nX-Header: 1", "absolute")]
    [InlineData("https://partner.example/cb\t", "absolute")]
    [InlineData("https://partner.example\\@10.0.0.1/cb", "absolute")]
    [InlineData("https:\\\\partner.example\\cb", "absolute")]
    [InlineData("https://partner.example:99999/cb", "absolute")]
    [InlineData("https://partner.example:0/cb", "port")]
    [InlineData("http://partner.example/cb", "https")]
    [InlineData("ftp://partner.example/cb", "https")]
    [InlineData("file:///etc/passwd", "https")]
    [InlineData("gopher://partner.example/cb", "https")]
    [InlineData("javascript:alert(1)", "https")]
    [InlineData("https://user@partner.example/cb", "user name")]
    [InlineData("https://user:secret@partner.example/cb", "user name")]
    [InlineData("https://@partner.example/cb", "user name")]
    [InlineData("https://:@partner.example/cb", "user name")]
    [InlineData("https://8.8.8.8@127.0.0.1/cb", "user name")]
    [InlineData("https://localhost/cb", "public")]
    [InlineData("https://LOCALHOST./cb", "public")]
    [InlineData("https://api.localhost/cb", "public")]
    [InlineData("https://127.0.0.1/cb", "public")]
    [InlineData("https://127.1/cb", "public")]
    [InlineData("https://2130706433/cb", "public")]
    [InlineData("https://0x7f000001/cb", "public")]
    [InlineData("https://0x7f.0.0.1/cb", "public")]
    [InlineData("https://0177.0.0.1/cb", "public")]
    [InlineData("https://017700000001/cb", "public")]
    [InlineData("https://127.0.0.1./cb", "public")]
    [InlineData("https://0/cb", "public")]
    [InlineData("https://10.0.0.1:8443/cb", "public")]
    [InlineData("https://169.254.169.254/latest/meta-data", "public")]
    [InlineData("https://2852039166/latest/meta-data", "public")]
    [InlineData("https://168.63.129.16/machine", "public")]
    [InlineData("https://[::1]/cb", "public")]
    [InlineData("https://[0:0:0:0:0:0:0:1]/cb", "public")]
    [InlineData("https://[::]/cb", "public")]
    [InlineData("https://[::ffff:127.0.0.1]/cb", "public")]
    [InlineData("https://[::ffff:7f00:1]/cb", "public")]
    [InlineData("https://[64:ff9b::7f00:1]/cb", "public")]
    [InlineData("https://[fe80::1%25eth0]/cb", "public")]
    [InlineData("https://[fd00:ec2::254]/cb", "public")]
    public void Any_other_url_is_refused_with_the_reason(string url, string reason) =>
        Assert.Contains(reason, CallbackUrl.FaultOf(url, [], false), StringComparison.Ordinal);

    [Theory]
    [InlineData("https://127。0。0。1/cb")] // Ideographic full stops.
    [InlineData("https://%31%32%37.0.0.1/cb")]
    public void Loopback_in_disguise_is_not_allowed(string url) => Assert.NotNull(CallbackUrl.FaultOf(url, [], false));

    [Fact]
    public void The_reason_is_a_sentence_that_fits_the_settings()
    {
        Assert.Equal("Must be an https URL.", CallbackUrl.FaultOf("ftp://partner.example/", [], false));
        Assert.Equal("Must be an http or https URL.", CallbackUrl.FaultOf("ftp://partner.example/", [], true));
        Assert.Equal(
            "Its host is not one of the client's callback hosts.",
            CallbackUrl.FaultOf("https://partner.example/", ["other.example"], false)
        );
    }

    [Fact]
    public void A_url_may_have_2048_characters_and_a_host_253()
    {
        var longest = "https://partner.example/".PadRight(2048, 'a');
        Assert.Null(CallbackUrl.FaultOf(longest, [], false));
        Assert.NotNull(CallbackUrl.FaultOf(longest + "a", [], false));

        var host = string.Join('.', Enumerable.Repeat(new string('a', 49), 5)) + ".abc"; // 5 × 50 + 3 = 253
        Assert.Null(CallbackUrl.FaultOf($"https://{host}/", [], false));
        Assert.NotNull(CallbackUrl.FaultOf($"https://{host}d/", [], false));
        Assert.NotNull(CallbackUrl.FaultOf($"https://{new string('a', 64)}.example/", [], false));
    }

    [Theory]
    [InlineData("http://127.0.0.1:5000/cb", true)]
    [InlineData("http://localhost:5000/cb", true)]
    [InlineData("http://[::1]:5000/cb", true)]
    [InlineData("http://partner.example/cb", true)]
    [InlineData("https://partner.example/cb", true)]
    [InlineData("http://10.0.0.1/cb", false)]
    [InlineData("http://0.0.0.0/cb", false)]
    [InlineData("http://169.254.169.254/cb", false)]
    [InlineData("http://user@127.0.0.1/cb", false)]
    [InlineData("ws://127.0.0.1/cb", false)]
    public void In_development_loopback_and_http_are_allowed(string url, bool allowed) =>
        Assert.Equal(allowed, CallbackUrl.FaultOf(url, [], allowLoopbackAndHttp: true) is null);

    [Theory]
    [InlineData("https://partner.example/cb", "partner.example", true)]
    [InlineData("https://PARTNER.example:8443/cb", "Partner.Example", true)]
    [InlineData("https://partner.example./cb", "partner.example", true)]
    [InlineData("https://bücher.example/cb", "xn--bcher-kva.example", true)]
    [InlineData("https://xn--bcher-kva.example/cb", "BÜCHER.example", true)]
    [InlineData("https://8.8.8.8/cb", "8.8.8.8", true)]
    [InlineData("https://134744072/cb", "8.8.8.8", true)]
    [InlineData("https://[::ffff:8.8.8.8]/cb", "8.8.8.8", true)]
    [InlineData("https://[2606:4700:4700:0:0:0:0:1111]/cb", "2606:4700:4700::1111", true)]
    [InlineData("https://[2606:4700:4700::1111]/cb", "[2606:4700:4700::1111]", true)]
    [InlineData("https://evil.example/cb", "partner.example", false)]
    [InlineData("https://sub.partner.example/cb", "partner.example", false)]
    [InlineData("https://partner.example.evil.example/cb", "partner.example", false)]
    [InlineData("https://evil.example/?partner.example", "partner.example", false)]
    [InlineData("https://evil.example/#@partner.example", "partner.example", false)]
    [InlineData("https://partner.example/cb", "partner.example:443", false)]
    [InlineData("https://partner.example/cb", "", false)]
    [InlineData("https://127.0.0.1/cb", "127.0.0.1", false)]
    public void A_client_with_callback_hosts_is_called_there_only(string url, string host, bool allowed) =>
        Assert.Equal(allowed, CallbackUrl.FaultOf(url, ["other.example", host], false) is null);

    [Theory]
    [InlineData("partner.example", true)]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700:4700::1111", true)]
    [InlineData("", false)]
    [InlineData("partner.example:443", false)]
    [InlineData("https://partner.example", false)]
    [InlineData("partner.example/cb", false)]
    [InlineData("user@partner.example", false)]
    [InlineData("*.partner.example", false)]
    [InlineData("partner example", false)]
    [InlineData("[2606:4700:4700::1111]:443", false)]
    public void A_callback_host_is_a_host_and_nothing_else(string text, bool good) =>
        Assert.Equal(good, CallbackUrl.IsHost(text));
}
