using System.Net.Sockets;

namespace Loyalty.FunctionsHost;

/// <summary>Connects to a worker that may not listen yet: it calls its host some time before it takes requests, and the
/// real host tries again as well.</summary>
internal static class PatientHttp
{
    public static HttpClient Create(TimeSpan patience) =>
        new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = patience,
                ConnectCallback = ConnectAsync,
            }
        );

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
            {
                socket.Dispose();
                await Task.Delay(1, cancellationToken);
            }
        }
    }
}
