using Loyalty.Bench.Loads;
using Loyalty.Bench.Servers;

namespace Loyalty.Bench.Measurements;

/// <summary>
/// What a request costs the server's process in CPU time until all that follows from it is done, against
/// <see cref="FloorServer"/>. Steadier than rates where others use the machine.
/// </summary>
internal sealed class CpuMeasurement(BenchOptions options, bool withCallback, TimeProvider time) : IMeasurement
{
    private const int MemberCount = 1000;
    private const int WarmUps = 4;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>A process that used less in one look has come to rest.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(20);
    private readonly HttpLoad load = new(time);
    private ChildProcess? receiver;
    private ChildProcess? floor;
    private Platform? platform;
    private SignedRequests? requests;
    private byte[][] latest = [];

    /// <inheritdoc/>
    public MeasurementPlan Plan { get; } =
        new(
            withCallback ? "cpu-whole-way" : "cpu-apply",
            withCallback
                ? "signed request accepted, applied, its callback delivered"
                : "signed request accepted and applied",
            "a program that does only what cannot be left out",
            "µs of CPU a request",
            Goal.AtMost(withCallback ? 1.3 : 1.25)
        );

    /// <inheritdoc/>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        receiver = BareServer.Launch();
        platform = await Platform.CreateAsync(options.Folder, MemberCount, cancellationToken);
        await platform.StartAsync(cancellationToken);
        requests = new SignedRequests(platform, MemberCount, time);
        floor = BareServer.Launch("floor", requests.PublicKey);
        for (var run = 0; run < WarmUps; run++)
        {
            await MeasureSubjectAsync(cancellationToken);
            await MeasureBaselineAsync(cancellationToken);
        }

        return null;
    }

    /// <inheritdoc/>
    public async Task<double> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        if (platform is null || requests is null || receiver is null)
            throw new InvalidOperationException("Not prepared.");
        var token = await platform.TokenAsync(cancellationToken);
        var receiverUrl = await receiver.UrlAsync(cancellationToken);
        var callbacks = await Platform.CountAsync(receiverUrl, cancellationToken);
        latest = requests.Make(options.Requests, token, withCallback ? receiverUrl.AbsoluteUri : null);
        return await CpuOfAsync(
            platform.Url,
            () => platform.CpuTime,
            async () =>
            {
                await platform.AppliedAsync([requests.LastId], token, cancellationToken);
                while (
                    withCallback
                    && await Platform.CountAsync(receiverUrl, cancellationToken) < callbacks + latest.Length
                )
                    await Task.Delay(Look, time, cancellationToken);
            },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task<double> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        var server = floor ?? throw new InvalidOperationException("Not prepared.");
        var url = await server.UrlAsync(cancellationToken);
        var done = await Platform.CountAsync(url, cancellationToken);
        return await CpuOfAsync(
            url,
            () => server.CpuTime,
            async () =>
            {
                while (await Platform.CountAsync(url, cancellationToken) < done + latest.Length)
                    await Task.Delay(Look, time, cancellationToken);
            },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        requests?.Dispose();
        if (platform is not null)
            await platform.DisposeAsync();
        if (floor is not null)
            await floor.DisposeAsync();
        if (receiver is not null)
            await receiver.DisposeAsync();
    }

    private async Task<double> CpuOfAsync(
        Uri server,
        Func<TimeSpan> cpuTime,
        Func<Task> finished,
        CancellationToken cancellationToken
    )
    {
        var before = cpuTime();
        await load.AcceptedPerSecondAsync(server, latest, options.Connections, cancellationToken);
        await finished();
        var (last, now) = (TimeSpan.Zero, cpuTime());
        while (now - last > Rest)
        {
            await Task.Delay(Look, time, cancellationToken);
            (last, now) = (now, cpuTime());
        }

        return (now - before).TotalMicroseconds / latest.Length;
    }
}
