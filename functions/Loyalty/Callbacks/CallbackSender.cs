using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Loyalty.Catalog;
using Loyalty.Network;
using Loyalty.Signing;
using Microsoft.Extensions.Options;

namespace Loyalty.Callbacks;

/// <summary>Makes one attempt to deliver a callback. What the receiver does is a value, never an exception.</summary>
/// <param name="http">Sends; in the product a <see cref="CallbackTransport"/>.</param>
/// <param name="keys">Signs.</param>
/// <param name="options">Limits.</param>
/// <param name="time">For the signatures' times, the time-out and <c>Retry-After</c> dates.</param>
public sealed class CallbackSender(
    HttpMessageInvoker http,
    IKeyRing keys,
    IOptions<CallbackOptions> options,
    TimeProvider time
)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly OpenedSecrets opened = new();

    /// <summary>Posts what the receiver is told to its URL, signed as the receiver has it.</summary>
    public async Task<CallbackResult> SendAsync(
        CallbackMessage message,
        Receiver receiver,
        CancellationToken cancellationToken
    )
    {
        var hosts = receiver.Client?.CallbackHosts ?? [];
        if (
            CallbackUrl.FaultOf(receiver.Url, hosts, options.Value.AllowLoopbackAndHttp) is not null
            || !Uri.TryCreate(receiver.Url, UriKind.Absolute, out var url)
        )
            return new CallbackResult.Gone(null, CallbackFaults.Blocked);

        IReadOnlyList<StandardWebhook> secrets = [];
        if (receiver.Client is { } client && !opened.TryFind(client, keys.DataKey, time.GetUtcNow(), out secrets))
            return new CallbackResult.Failed(null, CallbackFaults.Secret, null);

        using var request = BuildRequest(message, receiver, url, secrets);
        using var timeout = new CancellationTokenSource(options.Value.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            // The invoker returns when the headers are there. The body is never read.
            using var response = await http.SendAsync(request, either.Token);
            return ResultOf(response);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new CallbackResult.Failed(null, CallbackFaults.Timeout, null);
        }
        catch (HttpRequestException fault)
        {
            return new CallbackResult.Failed(null, CallbackFaults.Of(fault), null);
        }
    }

    private HttpRequestMessage BuildRequest(
        CallbackMessage message,
        Receiver receiver,
        Uri url,
        IReadOnlyList<StandardWebhook> secrets
    )
    {
        var body = Encoding.UTF8.GetBytes(receiver.Body);
        var now = time.GetUtcNow();
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = Json;
        request.Options.Set(OutgoingConnection.SharerKey, Sharer.Of(message.OrgId, message.ClientId));
        request.Headers.TryAddWithoutValidation("User-Agent", "Loyalty-Callbacks/1");

        // PathAndQuery is what the handler writes into the request line; the fragment stays here.
        foreach (var (name, value) in RequestSigner.Sign(KeyFor(receiver), "POST", url.PathAndQuery, body, now))
            request.Headers.TryAddWithoutValidation(name, value);

        var seconds = now.ToUnixTimeSeconds();
        request.Headers.TryAddWithoutValidation("webhook-id", message.DeliveryId);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", seconds.ToString(CultureInfo.InvariantCulture));
        if (secrets.Count > 0)
            request.Headers.TryAddWithoutValidation(
                "webhook-signature",
                string.Join(' ', secrets.Select(secret => secret.Sign(message.DeliveryId, seconds, body)))
            );

        if ((Activity.Current?.Id ?? message.TraceParent) is { } traceParent)
            request.Headers.TryAddWithoutValidation("traceparent", traceParent);
        return request;
    }

    private SigningKey KeyFor(Receiver receiver) =>
        receiver.Client?.CallbackSigning switch
        {
            null or CallbackSigning.EcdsaSha256 => keys.Current(KeyUse.CallbackEcdsa),
            CallbackSigning.RsaSha256 => keys.Current(KeyUse.CallbackRsa),
            _ => throw new InvalidOperationException($"Unknown signing {receiver.Client.CallbackSigning}."),
        };

    private CallbackResult ResultOf(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (status is >= 200 and <= 299)
            return new CallbackResult.Delivered(status);
        if (status == 410)
            return new CallbackResult.Gone(status, null);
        response.Headers.NonValidated.TryGetValues("Retry-After", out var retryAfter);
        return new CallbackResult.Failed(status, null, RetryAfter.Read(retryAfter.ToString(), time.GetUtcNow()));
    }
}
