using Loyalty.Bench.Loads;
using Loyalty.Bench.Servers;

namespace Loyalty.Bench.Measurements;

/// <summary>
/// Whether a request costs more from its arrival to its callback when the ledger has grown. The entries that it has grown by
/// are another organisation's; requests and deliveries are as many on both sides.
/// </summary>
internal sealed class WholeWayGrowthMeasurement(BenchOptions options, TimeProvider time) : IMeasurement
{
    private const int MemberCount = 1000;
    private const int PollMilliseconds = 10;
    private readonly HttpLoad load = new(time);
    private ChildProcess? receiver;
    private Side? grown;
    private Side? small;

    /// <inheritdoc/>
    public MeasurementPlan Plan { get; } =
        new(
            "growth-whole-way",
            $"signed request in, applied, callback received, beside {options.Entries} entries",
            "the same in a new store",
            "µs",
            Goal.AtMost(1.2)
        );

    /// <inheritdoc/>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        receiver = BareServer.Launch();
        grown = await Side.CreateAsync(options, options.Entries, time, cancellationToken);
        small = await Side.CreateAsync(options, 0, time, cancellationToken);
        foreach (var side in (Side[])[grown, small])
            await WarmUp.UntilSteadyAsync(async () => 1 / await CostAsync(side, cancellationToken));
        return null;
    }

    /// <inheritdoc/>
    public Task<double> MeasureSubjectAsync(CancellationToken cancellationToken) => CostAsync(grown, cancellationToken);

    /// <inheritdoc/>
    public Task<double> MeasureBaselineAsync(CancellationToken cancellationToken) =>
        CostAsync(small, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var side in (Side?[])[grown, small])
            if (side is not null)
                await side.DisposeAsync();
        if (receiver is not null)
            await receiver.DisposeAsync();
    }

    private async Task<double> CostAsync(Side? side, CancellationToken cancellationToken)
    {
        if (side is null || receiver is null)
            throw new InvalidOperationException("Not prepared.");
        var url = await receiver.UrlAsync(cancellationToken);
        var token = await side.Platform.TokenAsync(cancellationToken);
        var batch = side.Requests.Make(options.Requests, token, url.AbsoluteUri);
        var before = await Platform.CountAsync(url, cancellationToken);
        var started = time.GetTimestamp();
        await load.AcceptedPerSecondAsync(side.Platform.Url, batch, options.Connections, cancellationToken);
        while (await Platform.CountAsync(url, cancellationToken) < before + batch.Length)
            await Task.Delay(PollMilliseconds, cancellationToken);
        return time.GetElapsedTime(started).TotalMicroseconds / batch.Length;
    }

    private sealed record Side(Platform Platform, SignedRequests Requests) : IAsyncDisposable
    {
        public static async Task<Side> CreateAsync(
            BenchOptions options,
            int entries,
            TimeProvider time,
            CancellationToken cancellationToken
        )
        {
            var platform = await Platform.CreateAsync(options.Folder, MemberCount, cancellationToken);
            try
            {
                await platform.FillAsync(entries, options.Batches, cancellationToken);
                await platform.StartAsync(cancellationToken);
                return new Side(platform, new SignedRequests(platform, MemberCount, time));
            }
            catch
            {
                await platform.DisposeAsync();
                throw;
            }
        }

        public async ValueTask DisposeAsync()
        {
            Requests.Dispose();
            await Platform.DisposeAsync();
        }
    }
}
