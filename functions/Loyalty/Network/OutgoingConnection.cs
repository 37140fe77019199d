using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Loyalty.Network;

/// <summary>
/// Connects to hosts outside. The host is resolved here, every address checked, and the connection made to one of the
/// checked addresses: there is no second look-up, between check and use, whose answer could be another.
/// </summary>
/// <param name="lookup">Resolves.</param>
/// <param name="isAllowed">Whether requests may go to an address.</param>
/// <param name="options">Limits.</param>
/// <param name="time">Counts head starts.</param>
/// <param name="connect">Makes one connection; null = by TCP.</param>
internal sealed class OutgoingConnection(
    HostLookup lookup,
    Func<IPAddress, bool> isAllowed,
    IOptions<NetworkOptions> options,
    TimeProvider time,
    Func<IPEndPoint, CancellationToken, Task<Stream>>? connect = null
)
{
    /// <summary>On whose behalf a request is made; without it, the operator's.</summary>
    public static readonly HttpRequestOptionsKey<Sharer> SharerKey = new("Loyalty.Sharer");
    private const int MaxAddresses = 4;
    private readonly Func<IPEndPoint, CancellationToken, Task<Stream>> connect = connect ?? ConnectAsync;

    /// <summary>A handler whose every connection is made here, and that does nothing unasked: no redirects, proxy,
    /// cookies, credentials or decompression.</summary>
    public SocketsHttpHandler CreateHandler(TimeSpan connectTimeout) =>
        new()
        {
            ConnectCallback = OpenAsync,
            ConnectTimeout = connectTimeout,
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
        };

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>; TLS is laid over the stream by name afterwards.</summary>
    /// <exception cref="BlockedAddressException">One of the host's addresses is not allowed.</exception>
    /// <exception cref="SocketException">The host has no address, or none that answers.</exception>
    public ValueTask<Stream> OpenAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        OpenAsync(
            context.DnsEndPoint,
            context.InitialRequestMessage.Options.TryGetValue(SharerKey, out var sharer) ? sharer : Sharer.Operator,
            cancellationToken
        );

    internal async ValueTask<Stream> OpenAsync(DnsEndPoint endPoint, Sharer sharer, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(endPoint.Host, out var literal)
            ? [literal]
            : await lookup.FindAsync(endPoint.Host, sharer, cancellationToken);
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.HostNotFound);
        // One bad address condemns the host: an honest public name has none.
        if (!Array.TrueForAll(addresses, address => isAllowed(address)))
            throw new BlockedAddressException();
        return await RaceAsync(
            [.. Interleave(addresses).Take(MaxAddresses).Select(address => new IPEndPoint(address, endPoint.Port))],
            cancellationToken
        );
    }

    /// <summary>
    /// RFC 8305: each address gets a head start, or less where it fails, before the next is tried beside it; the first
    /// connection is taken. So a dead address costs no more than its head start.
    /// </summary>
    private async Task<Stream> RaceAsync(IPEndPoint[] endPoints, CancellationToken cancellationToken)
    {
        var running = new List<Task<Stream>>();
        var fault = new SocketException((int)SocketError.HostUnreachable);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var next = 0;
            do
            {
                if (next < endPoints.Length)
                    running.Add(connect(endPoints[next++], stop.Token));
                var headStart = next < endPoints.Length ? options.Value.AddressHeadStart : Timeout.InfiniteTimeSpan;
                var ended = await Task.WhenAny([.. running, Task.Delay(headStart, time, stop.Token)]);
                cancellationToken.ThrowIfCancellationRequested();
                if (ended is not Task<Stream> attempt)
                    continue;
                running.Remove(attempt);
                try
                {
                    return await attempt;
                }
                catch (SocketException failed)
                {
                    fault = failed;
                }
            } while (next < endPoints.Length || running.Count > 0);

            // A new one: its stack is this attempt's.
            throw new SocketException((int)fault.SocketErrorCode);
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var late in running)
                _ = CloseAsync(late);
        }
    }

    private static async Task CloseAsync(Task<Stream> late)
    {
        try
        {
            await (await late).DisposeAsync();
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException)
        {
            // It lost the race without having connected.
        }
    }

    /// <summary>The resolver's order, but both families by turns (RFC 8305 §4): where one does not work at all, the
    /// second address already is of the other.</summary>
    private static IEnumerable<IPAddress> Interleave(IPAddress[] addresses)
    {
        var first = addresses.Where(address => address.AddressFamily == addresses[0].AddressFamily).ToList();
        var others = addresses.Except(first).ToList();
        for (var i = 0; i < Math.Max(first.Count, others.Count); i++)
        {
            if (i < first.Count)
                yield return first[i];
            if (i < others.Count)
                yield return others[i];
        }
    }

    private static async Task<Stream> ConnectAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
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
