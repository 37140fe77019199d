using System.Net;
using Microsoft.Extensions.Options;

namespace Loyalty.Callbacks;

/// <summary>
/// HTTP to receivers whom we do not trust: no redirects, proxy, cookies, credentials or decompression; few and short-lived
/// connections; and hardly anything of their answers is read.
/// </summary>
/// <param name="options">Limits.</param>
/// <param name="resolve">Finds all addresses of a host; null = the system's resolver.</param>
public sealed class CallbackTransport(
    IOptions<CallbackOptions> options,
    Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null
) : HttpMessageInvoker(CreateHandler(options.Value, resolve ?? Dns.GetHostAddressesAsync), disposeHandler: true)
{
    // Answers are not read by us; this much is read over so that the connection can be used again.
    private const int DrainBytes = 1024;

    private static SocketsHttpHandler CreateHandler(
        CallbackOptions options,
        Func<string, CancellationToken, Task<IPAddress[]>> resolve
    ) =>
        new()
        {
            ConnectCallback = new CallbackConnection(resolve, options.AllowLoopbackAndHttp).OpenAsync,
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.ConnectTimeout,
            MaxConnectionsPerServer = options.MaxConnectionsPerHost,
            PooledConnectionLifetime = options.ConnectionLifetime,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            MaxResponseHeadersLength = 8, // KiB.
            MaxResponseDrainSize = DrainBytes,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            // The request carries the message's own trace context, and nothing else of ours.
            ActivityHeadersPropagator = null,
        };
}
