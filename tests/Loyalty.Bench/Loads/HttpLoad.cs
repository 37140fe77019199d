using System.Net;
using System.Text;

namespace Loyalty.Bench.Loads;

/// <summary>Sends requests as fast as they are answered, on many connections with a thread each.</summary>
/// <param name="time">The clock.</param>
/// <param name="expected">The status of a good answer.</param>
/// <param name="mark">What a good answer has in it, where its status does not tell it from others.</param>
internal sealed class HttpLoad(TimeProvider time, HttpStatusCode expected = HttpStatusCode.Accepted, string mark = "")
{
    private readonly byte[] mark = Encoding.UTF8.GetBytes(mark);

    /// <summary>How long the answers of the last load took; null before there was one.</summary>
    public Latency? Latency { get; private set; }

    /// <summary>Sends each request once and returns how many were answered well per second.</summary>
    /// <exception cref="InvalidOperationException">One was answered otherwise.</exception>
    public async Task<double> AcceptedPerSecondAsync(
        Uri server,
        IReadOnlyList<byte[]> requests,
        int connections,
        CancellationToken cancellationToken
    )
    {
        var next = -1;
        return await RunAsync(
            server,
            connections,
            () => Interlocked.Increment(ref next) is var index && index < requests.Count ? requests[index] : null,
            cancellationToken
        );
    }

    /// <summary>Sends the requests again and again for a time and returns how many were accepted per second.</summary>
    public async Task<double> AcceptedPerSecondAsync(
        Uri server,
        IReadOnlyList<byte[]> requests,
        int connections,
        TimeSpan duration,
        CancellationToken cancellationToken
    )
    {
        var next = -1;
        var started = time.GetTimestamp();
        return await RunAsync(
            server,
            connections,
            () =>
                time.GetElapsedTime(started) < duration
                    ? requests[(int)((uint)Interlocked.Increment(ref next) % requests.Count)]
                    : null,
            cancellationToken
        );
    }

    private async Task<double> RunAsync(
        Uri server,
        int connections,
        Func<byte[]?> nextRequest,
        CancellationToken cancellationToken
    )
    {
        var open = new List<HttpConnection>(connections);
        try
        {
            for (var i = 0; i < connections; i++)
                open.Add(HttpConnection.Open(server));
            var started = time.GetTimestamp();
            var times = new List<double>[connections];
            await Task.WhenAll(
                open.Select(
                    (connection, index) =>
                        HttpConnection.OnThreadOfItsOwn(() =>
                            times[index] = SendAll(connection, nextRequest, cancellationToken)
                        )
                )
            );
            var elapsed = time.GetElapsedTime(started);
            double[] all = [.. times.SelectMany(each => each)];
            Latency = all.Length > 0 ? Loads.Latency.Of(all) : null;
            return all.Length / elapsed.TotalSeconds;
        }
        finally
        {
            open.ForEach(connection => connection.Dispose());
        }
    }

    /// <summary>How long each answer took, in milliseconds.</summary>
    private List<double> SendAll(
        HttpConnection connection,
        Func<byte[]?> nextRequest,
        CancellationToken cancellationToken
    )
    {
        var times = new List<double>();
        while (!cancellationToken.IsCancellationRequested && nextRequest() is { } request)
        {
            var sent = time.GetTimestamp();
            if (connection.Exchange(request) != (int)expected || connection.Answer.IndexOf(mark) < 0)
                throw connection.Unexpected();
            times.Add(time.GetElapsedTime(sent).TotalMilliseconds);
        }

        return times;
    }
}
