using System.Collections.Concurrent;
using System.Net;
using Loyalty.Bench.Loads;
using Loyalty.Bench.Servers;
using Loyalty.Local.Demo;

namespace Loyalty.Bench.Endurance;

/// <summary>
/// Requests with callbacks, as many as a platform brings to their end: so many are under way, and each callback that is
/// received lets another request begin. They are signed while they are sent, with an EC key, which costs little.
/// </summary>
internal sealed class WholeWayLoad : IAsyncDisposable
{
    private const int Ahead = 2000;
    private const int Batch = 200;
    private readonly Platform platform;
    private readonly DemoFile partner;
    private readonly SignedRequests requests;
    private readonly TimeProvider time;
    private readonly BlockingCollection<(string Callback, byte[] Request)> ready = new(Ahead);
    private readonly ConcurrentDictionary<string, long> underWay = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim free;
    private CallbackReceivers? receiver;
    private ConcurrentBag<double> took = [];

    /// <param name="platform">A platform that runs.</param>
    /// <param name="partner">Who sends.</param>
    /// <param name="members">For how many members.</param>
    /// <param name="mostUnderWay">Most requests whose callbacks have not come.</param>
    /// <param name="time">The clock.</param>
    public WholeWayLoad(Platform platform, DemoFile partner, int members, int mostUnderWay, TimeProvider time)
    {
        (this.platform, this.partner, this.time) = (platform, partner, time);
        requests = new SignedRequests(platform, partner, members, time);
        free = new SemaphoreSlim(mostUnderWay);
    }

    /// <summary>From each request to its callback, in milliseconds, of those whose callback came since this was asked
    /// last.</summary>
    public IReadOnlyCollection<double> Took() => Interlocked.Exchange(ref took, []);

    /// <summary>Loads until it is cancelled, which is its end and no fault.</summary>
    public async Task RunAsync(int connections, CancellationToken over)
    {
        receiver = await CallbackReceivers.StartAsync(NoteCallback, time, over);
        var making = Task.Run(() => MakeAsync(receiver.Urls[0], over), CancellationToken.None);
        var sending = Enumerable
            .Range(0, connections)
            .Select(_ => HttpConnection.OnThreadOfItsOwn(() => Send(over)))
            .Append(making);
        try
        {
            // The first that fails ends it, not the last.
            await foreach (var ended in Task.WhenEach(sending))
                await ended;
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested) { }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (receiver is not null)
            await receiver.DisposeAsync();
        requests.Dispose();
    }

    private async Task MakeAsync(Uri receiverUrl, CancellationToken over)
    {
        while (true)
        {
            var token = await platform.TokenAsync(partner, over);
            for (var batches = 0; batches < Ahead / Batch; batches++)
            {
                var batch = requests.MakeTold(Batch, token, receiverUrl);
                foreach (var (id, request) in requests.LastIds(Batch).Zip(batch))
                    ready.Add((new Uri(receiverUrl, id).AbsoluteUri, request), over);
            }
        }
    }

    private void Send(CancellationToken over)
    {
        using var connection = HttpConnection.Open(platform.Url);
        while (true)
        {
            free.Wait(over);
            var (callback, request) = ready.Take(over);
            underWay[callback] = time.GetTimestamp();
            if (connection.Exchange(request) != (int)HttpStatusCode.Accepted)
                throw connection.Unexpected();
        }
    }

    /// <summary>The same may come twice.</summary>
    private void NoteCallback(string callback, long at)
    {
        if (!underWay.TryRemove(callback, out var sent))
            return;
        took.Add(time.GetElapsedTime(sent, at).TotalMilliseconds);
        free.Release();
    }
}
