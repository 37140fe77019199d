using System.Net;
using System.Net.Sockets;
using Microsoft.Azure.Amqp.Transport;

namespace Loyalty.ServiceBusServer;

/// <summary>Accepts connections from this machine on a port that the system chooses; the library's own listener would have
/// to be told one.</summary>
internal sealed class LoopbackListener : TransportListener
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public LoopbackListener()
        : base("loopback-listener")
    {
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
    }

    public int Port => ((IPEndPoint?)socket.LocalEndPoint)?.Port ?? 0;

    protected override void OnListen() => _ = AcceptAsync();

    protected override bool CloseInternal()
    {
        socket.Dispose();
        return true;
    }

    protected override void AbortInternal() => socket.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var accepted = await socket.AcceptAsync();
                accepted.NoDelay = true;
                var transport = new StreamTransport(
                    new NetworkStream(accepted, ownsSocket: true),
                    $"{accepted.LocalEndPoint}",
                    $"{accepted.RemoteEndPoint}"
                );
                transport.Open();
                OnTransportAccepted(new TransportAsyncCallbackArgs { Transport = transport });
            }
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // The listener was closed.
        }
    }
}
