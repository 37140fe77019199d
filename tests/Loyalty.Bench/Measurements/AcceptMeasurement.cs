using Loyalty.Bench.Loads;
using Loyalty.Bench.Servers;

namespace Loyalty.Bench.Measurements;

/// <summary>
/// How fast signed requests are answered with 202, against Kestrel alone. The platform applies what it accepts at the
/// same time, and with a callback URL also posts the callbacks, on the same cores; before the baseline is measured it
/// has come to rest.
/// </summary>
internal sealed class AcceptMeasurement(BenchOptions options, bool withCallback, TimeProvider time) : IMeasurement
{
    private const int MemberCount = 1000;
    private const int WarmUpRequests = 4000;
    private readonly HttpLoad load = new(time);
    private ChildProcess? bare;
    private Platform? platform;
    private SignedRequests? requests;
    private Uri? bareUrl;
    private byte[][] latest = [];
    private int count;

    /// <inheritdoc/>
    public MeasurementPlan Plan { get; } =
        new(
            withCallback ? "accept-callback" : "accept",
            withCallback
                ? "signed POST /points, verified and durably queued, with callback"
                : "signed POST /points, verified and durably queued",
            "bare Kestrel that reads the body and answers 202",
            "requests/s",
            Goal.AtLeast(0.5)
        );

    /// <inheritdoc/>
    public Latency? Latency => load.Latency;

    /// <inheritdoc/>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        bare = BareServer.Launch();
        bareUrl = await bare.UrlAsync(cancellationToken);
        platform = await Platform.CreateAsync(options.Folder, MemberCount, cancellationToken);
        await platform.StartAsync(cancellationToken);
        requests = new SignedRequests(platform, MemberCount, time);
        count = Math.Min(options.Requests, WarmUpRequests);
        var rate = await WarmUp.UntilSteadyAsync(() => MeasureSubjectAsync(cancellationToken));
        await MeasureBaselineAsync(cancellationToken);
        count = (int)Math.Clamp(rate * options.Seconds, count, options.Requests);
        return null;
    }

    /// <inheritdoc/>
    public async Task<double> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        if (platform is null || requests is null || bareUrl is null)
            throw new InvalidOperationException("Not prepared.");
        var token = await platform.TokenAsync(cancellationToken);
        var callbacks = await Platform.CountAsync(bareUrl, cancellationToken);
        latest = requests.Make(count, token, withCallback ? bareUrl.AbsoluteUri : null);
        var rate = await load.AcceptedPerSecondAsync(platform.Url, latest, options.Connections, cancellationToken);
        await platform.AppliedAsync([requests.LastId], token, cancellationToken);
        while (withCallback && await Platform.CountAsync(bareUrl, cancellationToken) < callbacks + count)
            await Task.Delay(20, cancellationToken);
        return rate;
    }

    /// <inheritdoc/>
    public Task<double> MeasureBaselineAsync(CancellationToken cancellationToken) =>
        load.AcceptedPerSecondAsync(
            bareUrl ?? throw new InvalidOperationException("Not prepared."),
            latest,
            options.Connections,
            TimeSpan.FromSeconds(Math.Max(1, options.Seconds / 2.0)),
            cancellationToken
        );

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        requests?.Dispose();
        if (platform is not null)
            await platform.DisposeAsync();
        if (bare is not null)
            await bare.DisposeAsync();
    }
}
