using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Network;
using Loyalty.Signing;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Callbacks;

public sealed class CallbackSenderTests : CallbackSending
{
    [Fact]
    public async Task Outside_development_nothing_is_sent_to_loopback()
    {
        Settings.AllowLoopbackAndHttp = false;
        await using var receiver = await CallbackReceiver.StartAsync(204);
        Assert.Equal(new CallbackResult.Gone(null, "blocked"), await SendTo(receiver));
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task A_host_that_is_no_longer_the_clients_gets_nothing()
    {
        await using var receiver = await CallbackReceiver.StartAsync(204);
        var client = CallbackSample.Client with { CallbackHosts = ["partner.example"] };
        Assert.Equal(new CallbackResult.Gone(null, "blocked"), await SendTo(receiver, client));
        Assert.Empty(receiver.Requests);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(204)]
    [InlineData(299)]
    public async Task Any_2xx_is_delivered(int status)
    {
        await using var receiver = await CallbackReceiver.StartAsync(status);
        Assert.Equal(new CallbackResult.Delivered(status), await SendTo(receiver));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Any_4xx_or_5xx_but_410_is_to_be_tried_again(int status)
    {
        await using var receiver = await CallbackReceiver.StartAsync(status);
        Assert.Equal(new CallbackResult.Failed(status, null, null), await SendTo(receiver));
    }

    [Fact]
    public async Task A_410_stops()
    {
        await using var receiver = await CallbackReceiver.StartAsync(410);
        Assert.Equal(new CallbackResult.Gone(410, null), await SendTo(receiver));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(304)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_a_failure_and_is_never_followed(int status)
    {
        await using var elsewhere = await CallbackReceiver.StartAsync(200);
        await using var receiver = await CallbackReceiver.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = elsewhere.Url.ToString();
            return Task.CompletedTask;
        });
        Assert.Equal(new CallbackResult.Failed(status, null, null), await SendTo(receiver));
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task What_a_receiver_asks_for_is_told()
    {
        await using var receiver = await CallbackReceiver.StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "120";
            return Task.CompletedTask;
        });
        Assert.Equal(new CallbackResult.Failed(503, null, TimeSpan.FromMinutes(2)), await SendTo(receiver));
    }

    [Fact]
    public async Task The_request_is_the_payload_as_json_under_the_deliverys_id()
    {
        await using var receiver = await CallbackReceiver.StartAsync(204);
        var url = new Uri(receiver.Url, "/cb/orders%2F1?x=%20a&mail=a@b#part").OriginalString;
        await SendTo(receiver, url: url);

        var got = Assert.Single(receiver.Requests);
        Assert.Equal(("POST", "/cb/orders%2F1?x=%20a&mail=a@b"), (got.Method, got.RawTarget));
        Assert.Equal(CallbackSample.Message().Payload, Encoding.UTF8.GetString(got.Body));
        Assert.Equal("application/json", got.Headers["Content-Type"]);
        Assert.Equal(CallbackSample.TransactionId.ToString(), got.Headers["webhook-id"]);
        Assert.NotEmpty(got.Headers["User-Agent"].ToString());
        Assert.DoesNotContain("webhook-signature", got.Headers.Keys);
        Assert.DoesNotContain("Cookie", got.Headers.Keys);
        Assert.DoesNotContain("Accept-Encoding", got.Headers.Keys);
    }

    [Fact]
    public async Task A_request_uses_the_network_on_behalf_of_its_client()
    {
        Sharer? sharer = null;
        using var answers = new StubHttpHandler(request =>
        {
            sharer = request.Options.TryGetValue(OutgoingConnection.SharerKey, out var found) ? found : null;
            return new HttpResponseMessage(HttpStatusCode.OK);
        });
        using var http = new HttpMessageInvoker(answers);
        var sender = new CallbackSender(http, CallbackSample.Keys, Options.Create(Settings), TimeProvider.System);
        var message = CallbackSample.Message();

        await sender.SendAsync(message, Receiver.Of(message, CallbackSample.Client), default);

        Assert.Equal(Sharer.Of(Given.Org, Given.ClientId), sharer);
    }

    [Theory]
    [InlineData(CallbackSigning.EcdsaSha256, KeyUse.CallbackEcdsa, "ECDSA-SHA256")]
    [InlineData(CallbackSigning.RsaSha256, KeyUse.CallbackRsa, "RSA-SHA256")]
    public async Task The_signature_verifies_with_the_key_that_the_client_is_set_to(
        CallbackSigning signing,
        KeyUse use,
        string algorithm
    )
    {
        await using var receiver = await CallbackReceiver.StartAsync(204);
        var url = new Uri(receiver.Url, "/cb?order=%C3%BC&b=1").OriginalString;
        await SendTo(receiver, CallbackSample.Client with { CallbackSigning = signing }, url);

        var got = Assert.Single(receiver.Requests);
        Assert.Contains($"algorithm=\"{algorithm}\"", got.Headers["Signature"].ToString(), StringComparison.Ordinal);
        var request = new SignedRequest
        {
            Method = got.Method,
            RawTarget = got.RawTarget,
            Header = name => got.Headers.GetValueOrDefault(name),
            Body = got.Body,
        };
        var key = CallbackSample.Keys.Current(use).PublicKey;
        Assert.Equal(
            new SignatureOutcome.Verified(key.KeyId),
            SignatureVerifier.Verify(
                request,
                id => id == key.KeyId ? key : null,
                DateTimeOffset.UtcNow,
                TimeSpan.FromMinutes(5)
            )
        );
    }

    [Fact]
    public async Task A_client_with_a_callback_secret_gets_a_standard_webhook()
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        Assert.True(StandardWebhook.TryParse($"whsec_{Convert.ToBase64String(secret)}", out var webhook));
        var sealedSecret = CallbackSecret.Seal(webhook, Given.ClientId, CallbackSample.Keys.DataKey);
        await using var receiver = await CallbackReceiver.StartAsync(204);
        await SendTo(receiver, CallbackSample.Client with { SealedCallbackSecret = sealedSecret });

        // Recomputed from the specification's text, without our own code.
        var got = Assert.Single(receiver.Requests);
        var head = Encoding.UTF8.GetBytes($"{got.Headers["webhook-id"]}.{got.Headers["webhook-timestamp"]}.");
        byte[] signed = [.. head, .. got.Body];
        var hmac = HMACSHA256.HashData(secret, signed);
        Assert.Equal($"v1,{Convert.ToBase64String(hmac)}", got.Headers["webhook-signature"]);
    }

    [Fact]
    public async Task Secrets_that_were_replaced_sign_beside_the_new_one_until_they_expire()
    {
        var secrets = Enumerable.Range(0, 3).Select(_ => StandardWebhook.Create()).ToList();
        var boxes = secrets.ConvertAll(one => CallbackSecret.Seal(one, Given.ClientId, CallbackSample.Keys.DataKey));
        await using var receiver = await CallbackReceiver.StartAsync(204);
        var now = DateTimeOffset.UtcNow;
        await SendTo(
            receiver,
            CallbackSample.Client with
            {
                SealedCallbackSecret = boxes[0],
                FormerCallbackSecrets = [new(boxes[1], now.AddHours(1)), new(boxes[2], now)],
            }
        );

        var got = Assert.Single(receiver.Requests);
        var time = long.Parse(got.Headers["webhook-timestamp"]!, CultureInfo.InvariantCulture);
        var expected = secrets.Take(2).Select(secret => secret.Sign(got.Headers["webhook-id"]!, time, got.Body));
        Assert.Equal(string.Join(' ', expected), got.Headers["webhook-signature"]);
    }

    [Fact]
    public void A_secret_that_was_replaced_signs_until_the_instant_at_which_it_expires()
    {
        var keys = CallbackSample.Keys.DataKey;
        var box = CallbackSecret.Seal(StandardWebhook.Create(), Given.ClientId, keys);
        var client = CallbackSample.Client with { FormerCallbackSecrets = [new(box, Given.Noon)] };

        Assert.True(CallbackSecret.TryOpenAll(client, keys, Given.Noon - TimeSpan.FromTicks(1), out var before));
        Assert.True(CallbackSecret.TryOpenAll(client, keys, Given.Noon, out var then));

        Assert.Equal((1, 0), (before.Count, then.Count));
    }

    [Fact]
    public async Task A_secret_that_was_sealed_for_another_client_does_not_sign_and_nothing_is_sent()
    {
        var other = TextId.From<ClientId>("other");
        var sealedSecret = CallbackSecret.Seal(StandardWebhook.Create(), other, CallbackSample.Keys.DataKey);
        await using var receiver = await CallbackReceiver.StartAsync(204);
        var result = await SendTo(receiver, CallbackSample.Client with { SealedCallbackSecret = sealedSecret });
        Assert.Equal(new CallbackResult.Failed(null, "secret", null), result);
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task The_trace_goes_on_at_the_receiver()
    {
        await using var receiver = await CallbackReceiver.StartAsync(204);
        const string stored = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var message = CallbackSample.Message(receiver.Url.OriginalString) with { TraceParent = stored };
        Assert.Null(Activity.Current);
        await Sender().SendAsync(message, Receiver.Of(message, CallbackSample.Client), default);
        Assert.Equal(stored, Assert.Single(receiver.Requests).Headers["traceparent"]);
    }
}
