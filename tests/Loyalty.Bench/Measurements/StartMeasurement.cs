using System.Net;
using System.Net.Sockets;
using Loyalty.Bench.Loads;
using Loyalty.Bench.Servers;

namespace Loyalty.Bench.Measurements;

/// <summary>
/// From the start of the process to the first accepted points request, on a folder that has been used, against the first
/// answer of an empty ASP.NET Core app.
/// </summary>
internal sealed class StartMeasurement(BenchOptions options, TimeProvider time) : IMeasurement
{
    private const int ListenPatienceSeconds = 30;
    private Platform? platform;
    private SignedRequests? requests;
    private string token = "";

    /// <inheritdoc/>
    public MeasurementPlan Plan { get; } =
        new(
            "start",
            "process start to first 202 of a signed POST /points",
            "process start to first 200 of an empty ASP.NET Core app",
            "ms",
            Goal.AtMost(1.6)
        );

    /// <inheritdoc/>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        platform = await Platform.CreateAsync(options.Folder, members: 1, cancellationToken);
        await platform.StartAsync(cancellationToken);
        token = await platform.TokenAsync(cancellationToken);
        requests = new SignedRequests(platform, members: 1, time);
        await platform.KillAsync();
        await MeasureSubjectAsync(cancellationToken);
        await MeasureBaselineAsync(cancellationToken);
        return null;
    }

    /// <inheritdoc/>
    public async Task<double> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        if (platform is null || requests is null)
            throw new InvalidOperationException("Not prepared.");
        var request = requests.Make(1, token, callbackUrl: null)[0];
        var started = time.GetTimestamp();
        platform.Launch();
        try
        {
            await FirstAnswerAsync(platform.Url.Port, request, HttpStatusCode.Accepted, started, cancellationToken);
            return time.GetElapsedTime(started).TotalMilliseconds;
        }
        finally
        {
            await platform.KillAsync();
        }
    }

    /// <inheritdoc/>
    public async Task<double> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        if (platform is null)
            throw new InvalidOperationException("Not prepared.");
        var request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray();
        var started = time.GetTimestamp();
        await using var empty = BareServer.Launch("empty", platform.Url.GetLeftPart(UriPartial.Authority));
        await FirstAnswerAsync(platform.Url.Port, request, HttpStatusCode.OK, started, cancellationToken);
        return time.GetElapsedTime(started).TotalMilliseconds;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        requests?.Dispose();
        if (platform is not null)
            await platform.DisposeAsync();
    }

    /// <summary>Tries every millisecond until somebody listens, then asks once.</summary>
    private async Task FirstAnswerAsync(
        int port,
        byte[] request,
        HttpStatusCode expected,
        long started,
        CancellationToken cancellationToken
    )
    {
        using var socket = await ConnectAsync(port, started, cancellationToken);
        await socket.SendAsync(request, cancellationToken);
        var answer = new byte[16 * 1024];
        var length = 0;
        var status = 0;
        while (HttpAnswer.IsPartial(answer.AsSpan(0, length), out status))
        {
            var read = await socket.ReceiveAsync(answer.AsMemory(length), cancellationToken);
            length += read > 0 ? read : throw new InvalidOperationException("The server closed the connection.");
        }

        if (status != (int)expected)
            throw new InvalidOperationException($"The first answer was {status}, not {(int)expected}.");
    }

    private async Task<Socket> ConnectAsync(int port, long started, CancellationToken cancellationToken)
    {
        while (true)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return socket;
            }
            catch (SocketException) when (time.GetElapsedTime(started).TotalSeconds < ListenPatienceSeconds)
            {
                socket.Dispose();
                await Task.Delay(1, cancellationToken);
            }
        }
    }
}
