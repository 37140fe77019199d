using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Loyalty.Bench.Loads;

/// <summary>
/// A client that costs little, for it shares the cores with the server: one thread a connection, blocking sockets,
/// requests that are bytes already, one under way at a time, and of the answer only status and length are read.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="expected">The status of a good answer.</param>
/// <param name="mark">What a good answer has in it, where its status does not tell it from others.</param>
internal sealed class HttpLoad(TimeProvider time, HttpStatusCode expected = HttpStatusCode.Accepted, string mark = "")
{
    private const int StackBytes = 128 * 1024;
    private const int AnswerBytes = 16 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly byte[] mark = Encoding.UTF8.GetBytes(mark);

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
        var sockets = new List<Socket>(connections);
        try
        {
            for (var i = 0; i < connections; i++)
                sockets.Add(Connect(server));
            var accepted = 0L;
            var started = time.GetTimestamp();
            await Task.WhenAll(
                sockets.ConvertAll(socket =>
                    OnThreadOfItsOwn(() =>
                    {
                        var count = SendAll(socket, nextRequest, cancellationToken);
                        Interlocked.Add(ref accepted, count);
                    })
                )
            );
            return accepted / time.GetElapsedTime(started).TotalSeconds;
        }
        finally
        {
            foreach (var socket in sockets)
                socket.Dispose();
        }
    }

    private static Socket Connect(Uri server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = (int)Patience.TotalMilliseconds,
            SendTimeout = (int)Patience.TotalMilliseconds,
        };
        socket.Connect(IPAddress.Loopback, server.Port);
        return socket;
    }

    private static Task OnThreadOfItsOwn(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(
            () =>
            {
                try
                {
                    work();
                    done.SetResult();
                }
                catch (Exception fault)
                {
                    // Nobody stands above a thread; whoever awaits it is told.
                    done.SetException(fault);
                }
            },
            StackBytes
        )
        {
            IsBackground = true,
        };
        thread.Start();
        return done.Task;
    }

    private long SendAll(Socket socket, Func<byte[]?> nextRequest, CancellationToken cancellationToken)
    {
        var answer = new byte[AnswerBytes];
        var accepted = 0L;
        while (!cancellationToken.IsCancellationRequested && nextRequest() is { } request)
        {
            socket.Send(request);
            ReadAccepted(socket, answer);
            accepted++;
        }

        return accepted;
    }

    private void ReadAccepted(Socket socket, byte[] answer)
    {
        var length = 0;
        while (true)
        {
            var read = socket.Receive(answer.AsSpan(length));
            length += read;
            if (read == 0 || length == answer.Length)
                throw new InvalidOperationException("The server closed the connection, or its answer is too long.");
            if (HttpAnswer.IsPartial(answer.AsSpan(0, length), out var status))
                continue;
            if (status == (int)expected && answer.AsSpan(0, length).IndexOf(mark) >= 0)
                return;
            throw new InvalidOperationException(
                $"The server answered {Encoding.UTF8.GetString(answer.AsSpan(0, length))}"
            );
        }
    }
}
