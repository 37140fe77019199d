using System.Net;
using Loyalty.Bench.Loads;
using Loyalty.Bench.Servers;

namespace Loyalty.Bench.Measurements;

/// <summary>
/// How fast points of groups are redeemed at tills, each time from all members of a group, against redemptions of one
/// member by signed requests that are applied. All of a member's points expire on the same day, so that their awards decide
/// whose are taken: the earliest of each.
/// </summary>
internal sealed class GroupMeasurement(BenchOptions options, TimeProvider time) : IMeasurement
{
    private const int GroupSize = 4;
    private const int GroupCount = 1000;
    private const int MemberCount = GroupCount * GroupSize;

    /// <summary>Groups at the tills in one round.</summary>
    private const int Batch = 500;

    /// <summary>What one award gives to each member of a group.</summary>
    private const int Points = 10 * GroupSize;

    /// <summary>Awards that members have in reserve for what the baseline takes.</summary>
    private const int Reserve = 5;
    private readonly HttpLoad redeeming = new(time, HttpStatusCode.OK, "Points Redeemed");
    private Platform? platform;
    private SignedPoints? points;
    private UnsignedClient? tills;
    private int served;

    /// <inheritdoc/>
    public MeasurementPlan Plan { get; } =
        new(
            "group",
            "POST redeem of a group's points, taken from its 4 members, posted",
            "signed POST /points that redeems, applied",
            "redemptions/s",
            Goal.AtLeast(0.1)
        );

    /// <inheritdoc/>
    public Latency? Latency { get; private set; }

    /// <inheritdoc/>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        platform = await Platform.CreateAsync(options.Folder, MemberCount, GroupSize, cancellationToken);
        await platform.StartAsync(cancellationToken);
        points = new SignedPoints(platform, MemberCount, options.Connections, time);
        await points.AwardAsync(Reserve, cancellationToken);
        tills = await UnsignedClient.OfTillsAsync(platform, cancellationToken);
        await WarmUp.UntilSteadyAsync(() => MeasureSubjectAsync(cancellationToken));
        await MeasureBaselineAsync(cancellationToken);
        return null;
    }

    /// <inheritdoc/>
    public async Task<double> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        if (platform is null || points is null || tills is null)
            throw new InvalidOperationException("Not prepared.");
        // Every group has spent an award of each member, and gets another.
        if (served == GroupCount)
        {
            await points.AwardAsync(1, cancellationToken);
            served = 0;
        }

        var token = await tills.TokenAsync(cancellationToken);
        var batch = Enumerable.Range(served, Batch).Select(group => RequestOf(tills, token, group)).ToList();
        served += Batch;
        var rate = await redeeming.AcceptedPerSecondAsync(platform.Url, batch, options.Connections, cancellationToken);
        Latency = redeeming.Latency;
        return rate;
    }

    /// <inheritdoc/>
    public async Task<double> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        if (points is null)
            throw new InvalidOperationException("Not prepared.");
        var rate = await points.RedeemedPerSecondAsync(Batch * GroupSize, cancellationToken);
        Latency = points.Latency;
        return rate;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        points?.Dispose();
        if (platform is not null)
            await platform.DisposeAsync();
    }

    private static byte[] RequestOf(UnsignedClient tills, string token, int group) =>
        tills.Request(
            token,
            $"POST /v1.1/points/redeem?user_group2_id={Platform.GroupPrefix}{group}",
            $$$"""{"root":{"redeem":[{"points_redeemed":{{{Points}}},"customer":{"user_id":"{{{Platform.MemberPrefix}}}{{{group * GroupSize}}}"}}]}}"""
        );
}
