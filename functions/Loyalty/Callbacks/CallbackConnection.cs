using System.Net;
using System.Net.Sockets;

namespace Loyalty.Callbacks;

/// <summary>
/// Connects to callback receivers. The host is resolved here, every address checked, and the connection made to one of the
/// checked addresses: there is no second look-up, between check and use, whose answer could be another.
/// </summary>
/// <param name="resolve">Finds all addresses of a host, IPv4 and IPv6.</param>
/// <param name="allowLoopback"><see cref="CallbackOptions.AllowLoopbackAndHttp"/>.</param>
internal sealed class CallbackConnection(Func<string, CancellationToken, Task<IPAddress[]>> resolve, bool allowLoopback)
{
    private const int MaxAddresses = 4;

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>; TLS is laid over the stream by name afterwards.</summary>
    /// <exception cref="CallbackBlockedException">One of the host's addresses is not allowed.</exception>
    /// <exception cref="SocketException">The host has no address, or none that answers.</exception>
    public async ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var endPoint = context.DnsEndPoint;
        var addresses = await resolve(endPoint.Host, cancellationToken);
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.HostNotFound);
        // One bad address condemns the host: an honest public name has none.
        if (!Array.TrueForAll(addresses, address => PublicAddress.IsAllowed(address, allowLoopback)))
            throw new CallbackBlockedException();

        var last = new SocketException((int)SocketError.HostUnreachable);
        foreach (var address in addresses.Take(MaxAddresses))
        {
            try
            {
                return await ConnectAsync(new IPEndPoint(address, endPoint.Port), cancellationToken);
            }
            catch (SocketException fault)
            {
                last = fault;
            }
        }

        throw new SocketException(last.ErrorCode);
    }

    private static async Task<NetworkStream> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
