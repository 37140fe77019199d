using Loyalty.Bench.Servers;

namespace Loyalty.Bench.Loads;

/// <summary>
/// Signed requests for a platform in a process of its own, and what each costs it in CPU time until all that follows from
/// it is done.
/// </summary>
internal sealed class CpuLoad : IAsyncDisposable
{
    /// <summary>For how many members, one after the other.</summary>
    public const int MemberCount = 1000;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>A process that used less in one look has come to rest.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);
    private readonly BenchOptions options;
    private readonly TimeProvider time;
    private readonly HttpLoad load;
    private readonly Platform platform;
    private readonly ChildProcess? receiver;
    private readonly SignedRequests requests;
    private byte[][] latest = [];

    private CpuLoad(BenchOptions options, Platform platform, ChildProcess? receiver, TimeProvider time)
    {
        this.options = options;
        this.platform = platform;
        this.receiver = receiver;
        this.time = time;
        load = new HttpLoad(time);
        requests = new SignedRequests(platform, MemberCount, time);
    }

    /// <summary>Takes the requests.</summary>
    public Platform Platform => platform;

    /// <summary>What the requests are signed with.</summary>
    public string PublicKey => requests.PublicKey;

    /// <summary>How long the answers of the last load took.</summary>
    public Latency? Latency => load.Latency;

    /// <summary>Sets the platform up; it does not run yet.</summary>
    public static async Task<CpuLoad> CreateAsync(
        BenchOptions options,
        bool withCallback,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var platform = await Platform.CreateAsync(options.Folder, MemberCount, cancellationToken);
        return new CpuLoad(options, platform, withCallback ? BareServer.Launch() : null, time);
    }

    /// <summary>Starts the platform, anew where it runs.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await platform.KillAsync();
        await platform.StartAsync(cancellationToken);
    }

    /// <summary>Microseconds of CPU for each of some new requests to the platform.</summary>
    public async Task<double> PlatformAsync(CancellationToken cancellationToken)
    {
        var token = await platform.TokenAsync(cancellationToken);
        var receiverUrl = receiver is null ? null : await receiver.UrlAsync(cancellationToken);
        var called = receiverUrl is null ? 0 : await Platform.CountAsync(receiverUrl, cancellationToken);
        latest = requests.Make(options.Requests, token, receiverUrl?.AbsoluteUri);
        return await CostAsync(
            load,
            latest,
            platform.Url,
            () => platform.CpuTime,
            async () =>
            {
                await platform.AppliedAsync([requests.LastId], token, cancellationToken);
                if (receiverUrl is not null)
                    await CountedAsync(receiverUrl, called, cancellationToken);
            },
            cancellationToken
        );
    }

    /// <summary>The same of the platform's latest requests, sent to another server, which counts them.</summary>
    public async Task<double> OtherAsync(ChildProcess server, CancellationToken cancellationToken)
    {
        var url = await server.UrlAsync(cancellationToken);
        var done = await Platform.CountAsync(url, cancellationToken);
        return await CostAsync(
            load,
            latest,
            url,
            () => server.CpuTime,
            () => CountedAsync(url, done, cancellationToken),
            cancellationToken
        );
    }

    /// <summary>The same of other requests to the platform, which are done when they are answered.</summary>
    public Task<double> AtOnceAsync(HttpLoad sender, byte[][] others, CancellationToken cancellationToken) =>
        CostAsync(sender, others, platform.Url, () => platform.CpuTime, () => Task.CompletedTask, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        requests.Dispose();
        await platform.DisposeAsync();
        if (receiver is not null)
            await receiver.DisposeAsync();
    }

    private async Task CountedAsync(Uri server, long before, CancellationToken cancellationToken)
    {
        while (await Platform.CountAsync(server, cancellationToken) < before + latest.Length)
            await Task.Delay(Look, time, cancellationToken);
    }

    private async Task<double> CostAsync(
        HttpLoad sender,
        byte[][] sent,
        Uri server,
        Func<TimeSpan> cpuTime,
        Func<Task> finished,
        CancellationToken cancellationToken
    )
    {
        var before = cpuTime();
        await sender.AcceptedPerSecondAsync(server, sent, options.Connections, cancellationToken);
        await finished();
        var (last, now) = (TimeSpan.Zero, cpuTime());
        while (now - last > Rest)
        {
            await Task.Delay(Look, time, cancellationToken);
            (last, now) = (now, cpuTime());
        }

        return (now - before).TotalMicroseconds / sent.Length;
    }
}
