using System.Security.Cryptography;
using Loyalty.Signing;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Signing;

public class DataKeyTests
{
    private const string Context = "callback-secret:shop";
    private readonly DataKey key = DataKey.From([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(1000)]
    public void What_was_sealed_opens_with_the_same_key_and_context(int length)
    {
        var secret = RandomNumberGenerator.GetBytes(length);
        var box = key.Seal(secret, Context);

        Assert.Matches("^v1\\.[A-Za-z0-9_-]+$", box);
        Assert.True(DataKey.From(key.Export()).TryOpen(box, Context, out var opened));
        Assert.Equal(secret, opened);
    }

    /// <summary>Made with another implementation of AES-256-GCM: Node's crypto, nonce 00…0b, "whsec", associated data
    /// "v1.callback-secret:shop".</summary>
    [Fact]
    public void A_box_made_elsewhere_opens()
    {
        const string box = "v1.AAECAwQFBgcICQoLMGqlfqYM-AQSaFwBeVqu7spv72zI";

        Assert.True(key.TryOpen(box, Context, out var opened));
        Assert.Equal("whsec"u8, opened);
    }

    [Fact]
    public void The_context_of_a_callback_secret_names_the_client()
    {
        Assert.Equal(Context, DataKey.CallbackSecretOf(Given.ClientId));
    }

    [Fact]
    public void The_contexts_of_other_secrets_name_what_they_are_for()
    {
        Assert.Equal("remote-secret:acme:stars", DataKey.RemoteSecretOf(Given.Org, Given.ProgramId));
        Assert.Equal("notification:n-1", DataKey.TextOf("n-1"));
    }

    [Fact]
    public void Another_context_or_another_key_does_not_open_it()
    {
        var box = key.Seal("secret"u8, Context);

        Assert.False(key.TryOpen(box, "callback-secret:other", out _));
        Assert.False(key.TryOpen(box, "", out _));
        Assert.False(DataKey.Create().TryOpen(box, Context, out _));
    }

    [Fact]
    public void Every_changed_character_is_found()
    {
        var box = key.Seal("a secret of twenty-s"u8, Context);
        for (var at = 0; at < box.Length; at++)
        {
            var changed = box[..at] + (box[at] == 'A' ? 'B' : 'A') + box[(at + 1)..];
            Assert.False(key.TryOpen(changed, Context, out _), changed);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("v1.")]
    [InlineData("v1.AAAA")]
    [InlineData("v1.not base64")]
    [InlineData("v1.A")]
    [InlineData("v2.AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8")]
    [InlineData("secret")]
    public void A_text_that_is_no_box_does_not_open(string? text)
    {
        Assert.False(key.TryOpen(text, Context, out var opened));
        Assert.Null(opened);
    }

    [Fact]
    public void The_same_secret_is_sealed_differently_each_time()
    {
        Assert.NotEqual(key.Seal("secret"u8, Context), key.Seal("secret"u8, Context));
    }

    [Fact]
    public void A_key_of_another_length_is_no_key()
    {
        foreach (var length in (int[])[0, 31, 33])
        {
            var fault = Assert.Throws<CryptographicException>(() => DataKey.From(new byte[length]));
            Assert.Equal("A data key has 32 bytes.", fault.Message);
        }
    }
}
