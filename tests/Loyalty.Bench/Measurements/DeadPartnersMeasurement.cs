using System.Net;
using Loyalty.Bench.Loads;
using Loyalty.Bench.Servers;
using Loyalty.Local.Demo;

namespace Loyalty.Bench.Measurements;

/// <summary>
/// Whether partners whose receivers are dead slow the others: 100 partners send signed requests with callbacks at a steady
/// pace, and of the 90 that live the slowest hundredth is compared. One platform has the dead, another has none; the one
/// that is not measured stands still.
/// </summary>
internal sealed class DeadPartnersMeasurement(BenchOptions options, bool untilCallback, TimeProvider time)
    : IMeasurement
{
    private const int PartnerCount = 100;
    private const int DeadCount = 10;

    /// <summary>Of each partner, in a second.</summary>
    private const int Pace = 3;

    /// <summary>As long as an attempt waits for an answer: from then on as many of them are under way as there will be.</summary>
    private static readonly TimeSpan LeadIn = TimeSpan.FromSeconds(10);
    private Side? withDead;
    private Side? withoutDead;

    /// <inheritdoc/>
    public MeasurementPlan Plan { get; } =
        new(
            untilCallback ? "dead-partners" : "dead-partners-accept",
            (untilCallback ? "99 % of the living's callbacks are received" : "99 % of the living are answered")
                + $" within, while {DeadCount} of {PartnerCount} partners are dead",
            "the same while all live",
            "ms",
            Goal.AtMost(1.5)
        );

    /// <inheritdoc/>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            return "A process cannot be made to stand still here.";
        withDead = await Side.CreateAsync(options, DeadCount, time, cancellationToken);
        withoutDead = await Side.CreateAsync(options, 0, time, cancellationToken);
        return null;
    }

    /// <inheritdoc/>
    public Task<double> MeasureSubjectAsync(CancellationToken cancellationToken) =>
        MeasureAsync(withDead, cancellationToken);

    /// <inheritdoc/>
    public Task<double> MeasureBaselineAsync(CancellationToken cancellationToken) =>
        MeasureAsync(withoutDead, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var side in (Side?[])[withDead, withoutDead])
            if (side is not null)
                await side.DisposeAsync();
    }

    private Task<double> MeasureAsync(Side? side, CancellationToken cancellationToken) =>
        side is null
            ? throw new InvalidOperationException("Not prepared.")
            : side.SlowestAsync(LeadIn, options.Duration, untilCallback, cancellationToken);

    /// <summary>A platform, its partners and their receivers.</summary>
    private sealed class Side : IAsyncDisposable
    {
        private const int MemberCount = 1000;
        private const int PollMilliseconds = 20;
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
        private readonly TimeProvider time;
        private readonly Platform platform;
        private readonly CallbackReceivers receivers;
        private readonly List<(DemoFile Partner, SignedRequests Requests)> partners = [];

        private Side(Platform platform, CallbackReceivers receivers, TimeProvider time)
        {
            (this.platform, this.receivers, this.time) = (platform, receivers, time);
        }

        public static async Task<Side> CreateAsync(
            BenchOptions options,
            int dead,
            TimeProvider time,
            CancellationToken cancellationToken
        )
        {
            var side = new Side(
                await Platform.CreateAsync(options.Folder, MemberCount, cancellationToken),
                await CallbackReceivers.StartAsync(PartnerCount, dead, time, cancellationToken),
                time
            );
            try
            {
                await side.platform.StartAsync(cancellationToken);
                foreach (var partner in await Partners.RegisterAsync(side.platform, PartnerCount, cancellationToken))
                    side.partners.Add((partner, new SignedRequests(side.platform, partner, MemberCount, time)));
                await side.WarmUpAsync(options, cancellationToken);
                await side.platform.HoldAsync(cancellationToken);
                return side;
            }
            catch
            {
                await side.DisposeAsync();
                throw;
            }
        }

        public async Task<double> SlowestAsync(
            TimeSpan leadIn,
            TimeSpan duration,
            bool untilCallback,
            CancellationToken cancellationToken
        )
        {
            await platform.GoOnAsync(cancellationToken);
            var count = (int)(Pace * (leadIn + duration).TotalSeconds);
            var before = (int)(Pace * leadIn.TotalSeconds);
            var requests = new byte[PartnerCount][][];
            foreach (var (number, (partner, signed)) in partners.Index())
                requests[number] = signed.MakeTold(
                    count,
                    await platform.TokenAsync(partner, cancellationToken),
                    receivers.Urls[number]
                );
            var answers = await new PacedLoad(time).RunAsync(
                platform.Url,
                requests,
                leadIn + duration,
                cancellationToken
            );
            if (answers.SelectMany(sent => sent).Any(answer => answer.Status != HttpStatusCode.Accepted))
                throw new InvalidOperationException("A request was not accepted.");
            var took = new List<double>();
            for (var number = DeadCount; number < PartnerCount; number++)
            {
                var ids = partners[number].Requests.LastIds(count);
                for (var index = before; index < count; index++)
                {
                    var (_, _, due, at) = answers[number][index];
                    if (untilCallback)
                        at = await ArrivalAsync(new Uri(receivers.Urls[number], ids[index]), cancellationToken);
                    took.Add(time.GetElapsedTime(due, at).TotalMilliseconds);
                }
            }

            await platform.HoldAsync(cancellationToken);
            return Percentile.Of(took, 99);
        }

        public async ValueTask DisposeAsync()
        {
            partners.ForEach(partner => partner.Requests.Dispose());
            await platform.DisposeAsync();
            await receivers.DisposeAsync();
        }

        private async Task<long> ArrivalAsync(Uri callback, CancellationToken cancellationToken)
        {
            var started = time.GetTimestamp();
            while (time.GetElapsedTime(started) < Patience)
            {
                if (receivers.ArrivalOf(callback) is { } at)
                    return at;
                await Task.Delay(PollMilliseconds, cancellationToken);
            }

            throw new InvalidOperationException($"The callback of a partner that lives did not come in {Patience}.");
        }

        /// <summary>As fast as it goes, of a partner that lives.</summary>
        private async Task WarmUpAsync(BenchOptions options, CancellationToken cancellationToken)
        {
            var (partner, requests) = partners[^1];
            var load = new HttpLoad(time);
            await WarmUp.UntilSteadyAsync(async () =>
            {
                var token = await platform.TokenAsync(partner, cancellationToken);
                var batch = requests.MakeTold(options.Requests, token, receivers.Urls[^1]);
                var rate = await load.AcceptedPerSecondAsync(
                    platform.Url,
                    batch,
                    options.Connections,
                    cancellationToken
                );
                foreach (var id in requests.LastIds(batch.Length))
                    await ArrivalAsync(new Uri(receivers.Urls[^1], id), cancellationToken);
                return rate;
            });
        }
    }
}
