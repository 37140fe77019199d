using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Bench.Servers;

/// <summary>Receivers of callbacks, each on a port of its own, that note when a callback came; and dead ones.</summary>
internal sealed class CallbackReceivers : IAsyncDisposable
{
    private readonly TimeProvider time;
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, long> arrivals = new(StringComparer.Ordinal);
    private readonly List<Socket> dead = [];
    private readonly Action<string, long>? whenOneCame;

    private CallbackReceivers(int count, Action<string, long>? whenOneCame, TimeProvider time)
    {
        this.time = time;
        this.whenOneCame = whenOneCame;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls([.. Enumerable.Repeat("http://127.0.0.1:0", count)]);
        app = builder.Build();
        app.Run(NoteAsync);
    }

    /// <summary>Where each receives, and the dead instead of the first of them.</summary>
    public required IReadOnlyList<Uri> Urls { get; init; }

    /// <summary>Starts one that keeps nothing and tells of each callback its URL and when it came.</summary>
    public static Task<CallbackReceivers> StartAsync(
        Action<string, long> whenOneCame,
        TimeProvider time,
        CancellationToken cancellationToken
    ) => StartAsync(1, 0, whenOneCame, time, cancellationToken);

    /// <summary>Starts so many of which some are dead: by turns one that takes a connection and never answers, and one that
    /// refuses it.</summary>
    public static Task<CallbackReceivers> StartAsync(
        int count,
        int deadCount,
        TimeProvider time,
        CancellationToken cancellationToken
    ) => StartAsync(count, deadCount, whenOneCame: null, time, cancellationToken);

    private static async Task<CallbackReceivers> StartAsync(
        int count,
        int deadCount,
        Action<string, long>? whenOneCame,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var urls = new List<Uri>(count);
        var receivers = new CallbackReceivers(count - deadCount, whenOneCame, time) { Urls = urls };
        for (var number = 0; number < deadCount; number++)
            urls.Add(receivers.AddDead(refuses: number % 2 == 1));
        await receivers.app.StartAsync(cancellationToken);
        var addresses = receivers.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        urls.AddRange((addresses?.Addresses ?? []).Select(address => new Uri(address)));
        return receivers;
    }

    /// <summary>When something was posted to an URL; null = it was not, or the receiver is dead.</summary>
    public long? ArrivalOf(Uri url) => arrivals.TryGetValue(url.AbsoluteUri, out var at) ? at : null;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        dead.ForEach(socket => socket.Dispose());
        await app.DisposeAsync();
    }

    /// <summary>Who listens and never accepts has its connections taken by the system; who has a port and does not listen
    /// has them refused.</summary>
    private Uri AddDead(bool refuses)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        dead.Add(socket);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        if (!refuses)
            socket.Listen(backlog: 1000);
        return new Uri($"http://{socket.LocalEndPoint}");
    }

    private async Task NoteAsync(HttpContext http)
    {
        var (url, at) = ($"http://{http.Request.Host}{http.Request.Path}", time.GetTimestamp());
        if (whenOneCame is null)
            arrivals.TryAdd(url, at);
        else
            whenOneCame(url, at);
        await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
    }
}
