using System.Net;
using Loyalty.Bench.Loads;
using Loyalty.Bench.Servers;

namespace Loyalty.Bench.Measurements;

/// <summary>
/// How much longer than usual the slowest hundredth of answers takes while half as many requests come in as can be
/// accepted: sent when they are due, whatever became of those before.
/// </summary>
internal sealed class HalfLoadMeasurement(BenchOptions options, TimeProvider time) : IMeasurement
{
    private const int MemberCount = 1000;
    private readonly HttpLoad fast = new(time);
    private Platform? platform;
    private SignedRequests? requests;
    private double capacity;

    /// <inheritdoc/>
    public MeasurementPlan Plan { get; } =
        new(
            "accept-half",
            "99 % of signed POST /points answered within, at half of what can be accepted",
            "half of them answered within",
            "ms",
            Goal.AtMost(8)
        );

    /// <inheritdoc/>
    public Latency? Latency { get; private set; }

    /// <inheritdoc/>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        platform = await Platform.CreateAsync(options.Folder, MemberCount, cancellationToken);
        await platform.StartAsync(cancellationToken);
        requests = new SignedRequests(platform, MemberCount, time);
        await WarmUp.UntilSteadyAsync(async () =>
        {
            var token = await platform.TokenAsync(cancellationToken);
            var some = requests.Make(options.Requests, token, callbackUrl: null);
            capacity = await fast.AcceptedPerSecondAsync(platform.Url, some, options.Connections, cancellationToken);
            await platform.AppliedAsync([requests.LastId], token, cancellationToken);
            return capacity;
        });
        return null;
    }

    /// <inheritdoc/>
    public async Task<double> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        if (platform is null || requests is null)
            throw new InvalidOperationException("Not prepared.");
        var token = await platform.TokenAsync(cancellationToken);
        var each = (int)Math.Ceiling(capacity / 2 * options.Seconds / options.Connections);
        var senders = Enumerable
            .Range(0, options.Connections)
            .Select(_ => requests.Make(each, token, callbackUrl: null))
            .ToList();
        var answers = await new PacedLoad(time).RunAsync(platform.Url, senders, options.Duration, cancellationToken);
        if (answers.SelectMany(sent => sent).Any(answer => answer.Status != HttpStatusCode.Accepted))
            throw new InvalidOperationException("A request was not accepted.");
        await platform.AppliedAsync([requests.LastId], token, cancellationToken);
        Latency = Latency.Of([
            .. answers
                .SelectMany(sent => sent)
                .Select(answer => time.GetElapsedTime(answer.Due, answer.At).TotalMilliseconds),
        ]);
        return Latency.P99;
    }

    /// <summary>Of the load measured last.</summary>
    public Task<double> MeasureBaselineAsync(CancellationToken cancellationToken) =>
        Task.FromResult(Latency?.P50 ?? throw new InvalidOperationException("Not measured."));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        requests?.Dispose();
        if (platform is not null)
            await platform.DisposeAsync();
    }
}
