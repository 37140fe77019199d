using Loyalty.Network;
using Microsoft.Extensions.Options;

namespace Loyalty.Callbacks;

/// <summary>
/// HTTP to receivers whom we do not trust: public addresses only, few and short-lived connections, and hardly anything of
/// their answers is read.
/// </summary>
/// <param name="options">Limits.</param>
/// <param name="lookup">Resolves hosts.</param>
/// <param name="network">Limits of connections.</param>
/// <param name="time">The clock.</param>
public sealed class CallbackTransport(
    IOptions<CallbackOptions> options,
    HostLookup lookup,
    IOptions<NetworkOptions> network,
    TimeProvider time
) : HttpMessageInvoker(CreateHandler(options.Value, lookup, network, time), disposeHandler: true)
{
    // Answers are not read by us; this much is read over so that the connection can be used again.
    private const int DrainBytes = 1024;

    private static SocketsHttpHandler CreateHandler(
        CallbackOptions options,
        HostLookup lookup,
        IOptions<NetworkOptions> network,
        TimeProvider time
    )
    {
        var allowLoopback = options.AllowLoopbackAndHttp;
        var connection = new OutgoingConnection(
            lookup,
            address => PublicAddress.IsAllowed(address, allowLoopback),
            network,
            time
        );
        var handler = connection.CreateHandler(options.ConnectTimeout);
        handler.MaxConnectionsPerServer = options.MaxConnectionsPerHost;
        handler.PooledConnectionLifetime = options.ConnectionLifetime;
        handler.PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30);
        handler.MaxResponseHeadersLength = 8; // KiB.
        handler.MaxResponseDrainSize = DrainBytes;
        handler.ResponseDrainTimeout = TimeSpan.FromSeconds(1);
        // The request carries the message's own trace context, and nothing else of ours.
        handler.ActivityHeadersPropagator = null;
        return handler;
    }
}
