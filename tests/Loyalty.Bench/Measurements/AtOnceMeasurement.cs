using System.Net;
using Loyalty.Bench.Loads;
using Loyalty.Bench.Servers;

namespace Loyalty.Bench.Measurements;

/// <summary>
/// What a request that is answered once its points are posted costs the platform's process in CPU time, against a signed
/// one that is accepted and applied after its answer.
/// </summary>
internal sealed class AtOnceMeasurement(BenchOptions options, bool atTill, TimeProvider time) : IMeasurement
{
    private const int WarmUps = 4;
    private const string Partner = "Games";
    private readonly HttpLoad sender = new(time, HttpStatusCode.OK, atTill ? "Points Redeemed" : Partner);
    private CpuLoad? load;
    private UnsignedClient? client;
    private Latency? latency;

    /// <inheritdoc/>
    public MeasurementPlan Plan { get; } =
        new(
            atTill ? "cpu-till" : "cpu-assign",
            atTill ? "POST /v1.1/points/redeem, posted" : "POST /loyalty/user/{id}/points, posted",
            "signed POST /points, accepted and applied",
            "µs of CPU a request",
            Goal.AtMost(1.3)
        );

    /// <inheritdoc/>
    public Latency? Latency => latency;

    /// <inheritdoc/>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        load = await CpuLoad.CreateAsync(options, withCallback: false, time, cancellationToken);
        await load.StartAsync(cancellationToken);
        client = atTill
            ? await UnsignedClient.OfTillsAsync(load.Platform, cancellationToken)
            : await UnsignedClient.OfPartnerAsync(load.Platform, Partner, cancellationToken);
        for (var run = 0; run < WarmUps; run++)
        {
            // First what earns, so that there is something to redeem.
            await MeasureBaselineAsync(cancellationToken);
            await MeasureSubjectAsync(cancellationToken);
        }

        return null;
    }

    /// <inheritdoc/>
    public async Task<double> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        if (load is null || client is null)
            throw new InvalidOperationException("Not prepared.");
        var token = await client.TokenAsync(cancellationToken);
        var requests = new byte[options.Requests][];
        for (var number = 0; number < requests.Length; number++)
            requests[number] = Request(client, token, $"{Platform.MemberPrefix}{number % CpuLoad.MemberCount}");
        var cost = await load.AtOnceAsync(sender, requests, cancellationToken);
        latency = sender.Latency;
        return cost;
    }

    /// <inheritdoc/>
    public async Task<double> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        if (load is null)
            throw new InvalidOperationException("Not prepared.");
        var cost = await load.PlatformAsync(cancellationToken);
        latency = load.Latency;
        return cost;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (load is not null)
            await load.DisposeAsync();
    }

    private byte[] Request(UnsignedClient of, string token, string member) =>
        atTill
            ? of.Request(
                token,
                "POST /v1.1/points/redeem?format=json",
                $$$"""{"root":{"redeem":[{"points_redeemed":1,"customer":{"user_id":"{{{member}}}"}}]}}"""
            )
            : of.Request(
                token,
                $"POST /loyalty/user/{member}/points",
                $$"""{"partner":"{{Partner}}","points":1,"reference":"level-7"}"""
            );
}
