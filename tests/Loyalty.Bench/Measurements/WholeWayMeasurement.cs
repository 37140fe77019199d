using Loyalty.Bench.Loads;
using Loyalty.Bench.Servers;

namespace Loyalty.Bench.Measurements;

/// <summary>Signed requests in, applied, and their callbacks received, sustained; against PostgreSQL's commits.</summary>
internal sealed class WholeWayMeasurement(BenchOptions options, TimeProvider time) : IMeasurement
{
    private const int MemberCount = 1000;
    private const int PollMilliseconds = 10;
    private readonly HttpLoad load = new(time);
    private ChildProcess? receiver;
    private Uri? receiverUrl;
    private Platform? platform;
    private SignedRequests? requests;
    private PostgresCluster? postgres;

    /// <inheritdoc/>
    public MeasurementPlan Plan { get; } =
        new(
            "whole-way",
            "signed request in, applied, callback received",
            "PostgreSQL, one UPDATE and one INSERT a commit, 20 clients, each commit flushed",
            "points requests/s",
            Goal.AtLeast(1)
        );

    /// <inheritdoc/>
    public Latency? Latency { get; private set; }

    /// <inheritdoc/>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        if (options.PostgresFolder is not { } programs)
            return PostgresPrograms.Missing;
        postgres = await PostgresCluster.StartAsync(
            programs,
            options.Folder,
            PostgresWork.TwoStatements(options.Accounts),
            cancellationToken
        );
        receiver = BareServer.Launch();
        receiverUrl = await receiver.UrlAsync(cancellationToken);
        platform = await Platform.CreateAsync(options.Folder, MemberCount, cancellationToken);
        await platform.StartAsync(cancellationToken);
        requests = new SignedRequests(platform, MemberCount, time);
        await WarmUp.UntilSteadyAsync(() => MeasureSubjectAsync(cancellationToken));
        await MeasureBaselineAsync(cancellationToken);
        return null;
    }

    /// <inheritdoc/>
    public async Task<double> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        if (platform is null || requests is null || receiverUrl is null)
            throw new InvalidOperationException("Not prepared.");
        var token = await platform.TokenAsync(cancellationToken);
        var batch = requests.Make(options.Requests, token, receiverUrl.AbsoluteUri);
        var before = await Platform.CountAsync(receiverUrl, cancellationToken);
        var started = time.GetTimestamp();
        await load.AcceptedPerSecondAsync(platform.Url, batch, options.Connections, cancellationToken);
        Latency = load.Latency;
        while (await Platform.CountAsync(receiverUrl, cancellationToken) < before + batch.Length)
            await Task.Delay(PollMilliseconds, cancellationToken);
        return batch.Length / time.GetElapsedTime(started).TotalSeconds;
    }

    /// <inheritdoc/>
    public Task<double> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        if (postgres is null)
            throw new InvalidOperationException("Not prepared.");
        Latency = null;
        return postgres.CommitsPerSecondAsync(options.Duration, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        requests?.Dispose();
        if (platform is not null)
            await platform.DisposeAsync();
        if (receiver is not null)
            await receiver.DisposeAsync();
        if (postgres is not null)
            await postgres.DisposeAsync();
    }
}
