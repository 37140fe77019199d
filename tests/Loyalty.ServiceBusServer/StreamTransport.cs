using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Transport;

namespace Loyalty.ServiceBusServer;

/// <summary>Frames over a stream. The library keeps its own way over sockets to itself.</summary>
internal sealed class StreamTransport(Stream stream, string local, string remote) : TransportBase("stream")
{
    public override string LocalEndPoint => local;

    public override string RemoteEndPoint => remote;

    public override void SetMonitor(ITransportMonitor usageMeter) { }

    public override bool WriteAsync(TransportAsyncCallbackArgs args) => Run(WriteAllAsync(args), args);

    public override bool ReadAsync(TransportAsyncCallbackArgs args) =>
        Run(stream.ReadAsync(args.Buffer.AsMemory(args.Offset, args.Count)).AsTask(), args);

    protected override bool CloseInternal()
    {
        stream.Dispose();
        return true;
    }

    protected override void AbortInternal() => stream.Dispose();

    private async Task<int> WriteAllAsync(TransportAsyncCallbackArgs args)
    {
        if (args.Buffer is { } buffer)
            await stream.WriteAsync(buffer.AsMemory(args.Offset, args.Count));
        else
            foreach (var part in args.ByteBufferList)
                await stream.WriteAsync(part.Buffer.AsMemory(part.Offset, part.Length));
        return args.Count;
    }

    /// <summary>Whether the end is still to come, and will be told by the callback.</summary>
    private static bool Run(Task<int> work, TransportAsyncCallbackArgs args)
    {
        args.CompletedSynchronously = work.IsCompleted;
        if (!work.IsCompleted)
        {
            _ = TellAsync(work, args);
            return true;
        }
        End(work, args);
        return false;
    }

    private static async Task TellAsync(Task<int> work, TransportAsyncCallbackArgs args)
    {
        await ((Task)work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        End(work, args);
        args.CompletedCallback(args);
    }

    private static void End(Task<int> work, TransportAsyncCallbackArgs args)
    {
        args.Exception = work.Exception?.InnerException;
        args.BytesTransfered = work.IsCompletedSuccessfully ? work.Result : 0;
    }
}
