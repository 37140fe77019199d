using Loyalty.Signing;

namespace Loyalty.Tests.Signing;

public sealed class StandardWebhookTests
{
    private const string Timestamp = "1712906486";
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);
    private static readonly byte[] Body = """{"status":"success"}"""u8.ToArray();
    private readonly StandardWebhook webhook = StandardWebhook.Create();

    [Fact]
    public void A_new_secret_has_32_bytes_and_is_read_back()
    {
        var secret = webhook.ExportSecret();
        Assert.Equal(32, Convert.FromBase64String(secret["whsec_".Length..]).Length);
        Assert.NotEqual(secret, StandardWebhook.Create().ExportSecret());
        Assert.True(StandardWebhook.TryParse(secret, out var read));
        Assert.Equal(Sign(), read.Sign("m", RequestSample.NowSeconds, Body));
    }

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("WHSEC_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("whsec_AAAAAAAA AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("whsec_!AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void Another_text_is_no_secret(string text) => Assert.False(StandardWebhook.TryParse(text, out _));

    [Theory]
    [InlineData(23, false)]
    [InlineData(24, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_secret_has_24_to_64_bytes(int bytes, bool expected) =>
        Assert.Equal(expected, StandardWebhook.TryParse("whsec_" + Convert.ToBase64String(new byte[bytes]), out _));

    [Fact]
    public void A_signature_verifies_alone_and_among_others()
    {
        var other = StandardWebhook.Create().Sign("m", RequestSample.NowSeconds, Body);
        Assert.True(Verify(Sign()));
        Assert.True(Verify($"{other} {Sign()}"));
        Assert.True(Verify($"v1a,AAAA {Sign()} v2,x"));
        Assert.True(Verify($" {Sign()} "));
    }

    [Theory]
    [InlineData("")]
    [InlineData("v1,")]
    [InlineData("v1")]
    [InlineData("v1,!!!!")]
    [InlineData("v1,AAAA")]
    public void No_signature_or_a_broken_one_is_refused(string signatures) => Assert.False(Verify(signatures));

    [Fact]
    public void Anything_changed_is_refused()
    {
        var other = StandardWebhook.Create().Sign("m", RequestSample.NowSeconds, Body);
        Assert.False(Verify(other));
        Assert.False(Verify(Sign().Replace("v1,", "v2,", StringComparison.Ordinal)));
        Assert.False(Verify(Sign()["v1,".Length..]));
        Assert.False(webhook.Verify("n", Timestamp, Sign(), Body, RequestSample.Now, Tolerance));
        Assert.False(webhook.Verify("m", "1712906487", Sign(), Body, RequestSample.Now, Tolerance));
        Assert.False(webhook.Verify("m", Timestamp, Sign(), [1], RequestSample.Now, Tolerance));
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void The_time_is_checked_in_both_directions(int seconds, bool expected) =>
        Assert.Equal(
            expected,
            webhook.Verify("m", Timestamp, Sign(), Body, RequestSample.Now.AddSeconds(seconds), Tolerance)
        );

    [Theory]
    [InlineData("")]
    [InlineData("-1712906486")]
    [InlineData("+1712906486")]
    [InlineData(" 1712906486")]
    [InlineData("1712906486.0")]
    [InlineData("99999999999999999999")]
    public void A_timestamp_is_digits(string timestamp) =>
        Assert.False(webhook.Verify("m", timestamp, Sign(), Body, RequestSample.Now, Tolerance));

    [Fact]
    public void Only_the_first_sixteen_signatures_are_looked_at()
    {
        var others = string.Join(' ', Enumerable.Repeat("v1,AAAA", 15));
        Assert.True(Verify($"{others} {Sign()}"));
        Assert.False(Verify($"{others} v1,AAAA {Sign()}"));
    }

    private string Sign() => webhook.Sign("m", RequestSample.NowSeconds, Body);

    private bool Verify(string signatures) =>
        webhook.Verify("m", Timestamp, signatures, Body, RequestSample.Now, Tolerance);
}
