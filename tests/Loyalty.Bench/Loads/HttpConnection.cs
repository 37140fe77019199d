using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Loyalty.Bench.Loads;

/// <summary>
/// A keep-alive connection that costs little, for it shares the cores with the server: a blocking socket, requests that are
/// bytes already, one under way at a time, and of the answer only status and length are read.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private const int StackBytes = 128 * 1024;
    private const int AnswerBytes = 16 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Socket socket;
    private readonly byte[] buffer = new byte[AnswerBytes];
    private int length;

    private HttpConnection(Socket socket) => this.socket = socket;

    /// <summary>The latest answer.</summary>
    public ReadOnlySpan<byte> Answer => buffer.AsSpan(0, length);

    /// <summary>Connects to a server of this machine.</summary>
    public static HttpConnection Open(Uri server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = (int)Patience.TotalMilliseconds,
            SendTimeout = (int)Patience.TotalMilliseconds,
        };
        socket.Connect(IPAddress.Loopback, server.Port);
        return new HttpConnection(socket);
    }

    /// <summary>Does blocking work on a thread of its own.</summary>
    public static Task OnThreadOfItsOwn(Action work)
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

    /// <summary>Sends a request and reads its answer.</summary>
    /// <returns>Its status.</returns>
    public int Exchange(byte[] request)
    {
        socket.Send(request);
        length = 0;
        while (true)
        {
            var read = socket.Receive(buffer.AsSpan(length));
            length += read;
            if (read == 0 || length == buffer.Length)
                throw new InvalidOperationException("The server closed the connection, or its answer is too long.");
            if (!HttpAnswer.IsPartial(Answer, out var status))
                return status;
        }
    }

    /// <summary>What is wrong with the latest answer.</summary>
    public InvalidOperationException Unexpected() => new($"The server answered {Encoding.UTF8.GetString(Answer)}");

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();
}
