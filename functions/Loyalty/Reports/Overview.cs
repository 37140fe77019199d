using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Messaging;
using Microsoft.Extensions.Options;

namespace Loyalty.Reports;

/// <summary>Shows a program at a glance. Whoever looks counts what came since the last look.</summary>
public sealed class Overview(
    CachedCatalog catalog,
    TotalsKeeper keeper,
    IDeliveryLog deliveries,
    IParking parking,
    IEnumerable<IQueueLevels> queues,
    IOptions<OverviewOptions> options,
    TimeProvider time
)
{
    /// <summary>Where counting of deliveries and parked messages stops: so many means so many or more.</summary>
    public const int MostCounted = 200;

    /// <summary>The program's overview; null when there is no such program.</summary>
    /// <param name="org">The organisation.</param>
    /// <param name="programId">The program; null = the organisation's default.</param>
    /// <param name="days">How many days, today included; fewer where fewer are kept.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<OverviewDocument?> ShowAsync(
        OrgId org,
        ProgramId? programId,
        int days,
        CancellationToken cancellationToken
    )
    {
        if (await ProgramAsync(org, programId, cancellationToken) is not { } program)
            return null;
        var (totals, behind) = await keeper.AdvanceAsync(program, options.Value.LookFor, cancellationToken);
        var today = program.DateAt(time.GetUtcNow());
        var shown = DaysOf(totals, today, Math.Min(days, options.Value.DaysKept));
        return new OverviewDocument
        {
            ProgramId = program.ProgramId,
            Currency = program.Currency,
            AsOf = totals.AsOf,
            Behind = behind,
            Days = [.. shown.Select(OverviewDay.Of)],
            Totals = new OverviewTotals(totals.Earned, totals.Redeemed, totals.Expired),
            Outstanding = OutstandingOf(totals, program, today),
            Expiring = new OverviewExpiring(
                Sum(totals, today, today.AddDays(30)),
                Sum(totals, today, today.AddDays(90))
            ),
            Failures = FailuresOf(shown),
            Deliveries = new OverviewDeliveries(
                await CountAsync(org, DeliveryStatus.Pending, cancellationToken),
                await CountAsync(org, DeliveryStatus.Parked, cancellationToken)
            ),
            Parked = await ParkedAsync(org, cancellationToken),
            Queues = queues.FirstOrDefault() is { } levels ? await levels.ReadAsync(cancellationToken) : null,
        };
    }

    private async ValueTask<PointProgram?> ProgramAsync(
        OrgId org,
        ProgramId? programId,
        CancellationToken cancellationToken
    )
    {
        if (programId is null)
        {
            var key = Organisation.KeyOf(org);
            programId = (await catalog.FindAsync<Organisation>(key, cancellationToken))?.DefaultProgramId;
        }

        return programId is { } known
            ? await catalog.FindAsync<PointProgram>(PointProgram.KeyOf(org, known), cancellationToken)
            : null;
    }

    private static List<DayTotals> DaysOf(ProgramTotals totals, DateOnly today, int count)
    {
        var known = totals.Days.ToDictionary(day => day.Date);
        return
        [
            .. Enumerable
                .Range(1 - count, count)
                .Select(today.AddDays)
                .Select(date => known.GetValueOrDefault(date) ?? new DayTotals { Date = date }),
        ];
    }

    /// <summary>What can be spent: expired points that no entry has taken yet cannot.</summary>
    private static OverviewOutstanding OutstandingOf(ProgramTotals totals, PointProgram program, DateOnly today)
    {
        var points = Sum(totals, today, null);
        return new OverviewOutstanding(
            points,
            decimal.Round(points.Value / program.PointsPerUnit, 2, MidpointRounding.AwayFromZero),
            program.Currency
        );
    }

    /// <summary>Points whose last day is in a span, both ends included; those that never expire where it is open.</summary>
    private static Points Sum(ProgramTotals totals, DateOnly from, DateOnly? to)
    {
        var sum = Points.Zero;
        foreach (var (expiresOn, points) in totals.Buckets)
            if ((expiresOn is null && to is null) || (expiresOn >= from && !(expiresOn > to)))
                sum += points;
        return sum;
    }

    private static List<OverviewFailure> FailuresOf(List<DayTotals> days) =>
        [
            .. days.SelectMany(day => day.Failures)
                .GroupBy(failure => failure.Code)
                .Select(code => new OverviewFailure(code.Key.Form().Code, code.Sum(failure => failure.Count)))
                .OrderByDescending(failure => failure.Count)
                .ThenBy(failure => failure.Code, StringComparer.Ordinal),
        ];

    private async Task<int> CountAsync(OrgId org, DeliveryStatus status, CancellationToken cancellationToken) =>
        (await deliveries.PageAsync(org, status, null, MostCounted, cancellationToken)).Items.Count;

    private async Task<int> ParkedAsync(OrgId org, CancellationToken cancellationToken) =>
        (await parking.PageAsync(org, withUnreadable: false, null, MostCounted, cancellationToken)).Items.Count;
}
