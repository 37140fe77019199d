using System.Net;
using System.Net.Http.Headers;
using Azure.Core;
using Azure.Identity;
using Microsoft.Extensions.Logging;

namespace Loyalty.Azure.ApplicationInsights;

/// <summary>
/// Posts telemetry, signed in as the app: Application Insights takes none without a token. What it does not take for a
/// reason that passes is sent again before the next; of what piles up meanwhile the oldest goes.
/// Exporters call it on a thread of their own, one after the other, and wait.
/// </summary>
internal sealed class IngestionChannel(
    IngestionTarget target,
    TokenCredential credential,
    HttpMessageHandler handler,
    ILogger<IngestionChannel> logger
) : IDisposable
{
    private const int MostWaiting = 16;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);
    private readonly HttpClient http = new(handler) { Timeout = Timeout };
    private readonly Queue<byte[]> waiting = new();
    private readonly Lock gate = new();

    /// <summary>Sends the body and what waits before it; false when something still waits.</summary>
    public bool Send(byte[] body)
    {
        lock (gate)
        {
            if (body.Length > 0)
                waiting.Enqueue(body);
            while (waiting.TryPeek(out var next) && Post(next))
                waiting.Dequeue();
            for (; waiting.Count > MostWaiting; waiting.Dequeue())
                Log.TelemetryDropped(logger);
            return waiting.Count == 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>Whether it is done with: taken, or never to be taken.</summary>
    private bool Post(byte[] body)
    {
        try
        {
            using var timeout = new CancellationTokenSource(Timeout);
            var token = credential.GetToken(new TokenRequestContext([target.Scope]), timeout.Token);
            using var request = new HttpRequestMessage(HttpMethod.Post, target.Endpoint);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = http.Send(request, timeout.Token);
            if (response.StatusCode == HttpStatusCode.OK)
                return true;
            Log.TelemetryRefused(logger, (int)response.StatusCode);
            return !Passes(response.StatusCode);
        }
        catch (Exception fault)
            when (fault is HttpRequestException or OperationCanceledException or AuthenticationFailedException)
        {
            Log.TelemetryFailed(logger, fault);
            return false;
        }
    }

    /// <summary>401 and 403 pass too: a role that was just assigned takes minutes to be known everywhere.</summary>
    private static bool Passes(HttpStatusCode status) =>
        status
            is HttpStatusCode.Unauthorized
                or HttpStatusCode.Forbidden
                or HttpStatusCode.RequestTimeout
                or HttpStatusCode.TooManyRequests
                or >= HttpStatusCode.InternalServerError;
}
