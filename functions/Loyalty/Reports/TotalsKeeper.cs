using Loyalty.Catalog;
using Loyalty.Ledger;
using Loyalty.RequestLog;
using Microsoft.Extensions.Options;

namespace Loyalty.Reports;

/// <summary>
/// Keeps the totals of programs up with the journal and the request log: load → add what follows → replace by the tag that was read. Whoever
/// finds the tag changed throws its own sums away and goes on from the other's.
/// </summary>
public sealed class TotalsKeeper(
    ICatalog catalog,
    ILedgerStore store,
    IRequestLog requests,
    RequestRecorder recorder,
    IOptions<OverviewOptions> options,
    TimeProvider time
)
{
    private const int PortionSize = 1000;
    private const int SegmentsInPortion = PortionSize / RequestSegment.MostRecords;
    private const int MaxAttempts = 5;

    /// <summary>Counts what has come to the journal, at most <see cref="OverviewOptions.MaxEntries"/> entries.</summary>
    /// <inheritdoc cref="AdvanceAsync(PointProgram, TimeSpan, CancellationToken)"/>
    public Task<(ProgramTotals Totals, bool Behind)> AdvanceAsync(
        PointProgram program,
        CancellationToken cancellationToken
    ) => AdvanceAsync(program, TimeSpan.MaxValue, cancellationToken);

    /// <summary>Counts what has come to the journal, for somebody who waits.</summary>
    /// <param name="program">The program.</param>
    /// <param name="within">For how long to begin another portion; the first is counted in any case.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The totals by then, and whether there is more to count.</returns>
    public async Task<(ProgramTotals Totals, bool Behind)> AdvanceAsync(
        PointProgram program,
        TimeSpan within,
        CancellationToken cancellationToken
    )
    {
        var begun = time.GetTimestamp();
        bool IsOver() => time.GetElapsedTime(begun) >= within;
        var key = ProgramTotals.KeyOf(program.OrgId, program.ProgramId);
        for (var attempt = 1; ; attempt++)
        {
            var found = await catalog.FindAsync<ProgramTotals>(key, cancellationToken);
            var before = found?.Value is { Rules.IsDefault: false } totals
                ? totals
                : ProgramTotals.Empty(program.OrgId, program.ProgramId);
            var (posted, isBehind) = await FollowAsync(before, program, IsOver, cancellationToken);
            var (after, hasMore) = await FollowRequestsAsync(posted, program, IsOver, cancellationToken);
            var behind = isBehind || hasMore;
            // Nothing to keep: nobody reads on from here sooner than from there.
            if (after.Cursor == before.Cursor && after.RequestCursor == before.RequestCursor)
                return (after, behind);
            var written = found is null
                ? await catalog.CreateAsync(after, cancellationToken)
                : await catalog.ReplaceAsync(after, found.ETag, cancellationToken);
            if (written is not null)
                return (after, behind);
            // Others are counting as well, so what is stored is hardly older than what could be added to it.
            if (attempt == MaxAttempts || IsOver())
                return (before, true);
        }
    }

    private async Task<(ProgramTotals Totals, bool Behind)> FollowAsync(
        ProgramTotals totals,
        PointProgram program,
        Func<bool> isOver,
        CancellationToken cancellationToken
    )
    {
        for (var left = options.Value.MaxEntries; left > 0; left -= PortionSize)
        {
            var portion = Math.Min(left, PortionSize);
            var now = time.GetUtcNow();
            var page = await store.JournalAsync(totals.OrgId, totals.Cursor, portion, cancellationToken);
            totals = TotalsFold.Add(totals, program, page.Entries, options.Value.DaysKept) with
            {
                Cursor = page.Cursor,
                AsOf = page.IsEnd ? now - store.JournalLag : totals.AsOf,
            };
            if (page.IsEnd)
                return (totals, false);
            if (isOver())
                break;
        }

        return (totals, true);
    }

    private async Task<(ProgramTotals Totals, bool HasMore)> FollowRequestsAsync(
        ProgramTotals totals,
        PointProgram program,
        Func<bool> isOver,
        CancellationToken cancellationToken
    )
    {
        await recorder.FlushAsync(cancellationToken);
        var key = Organisation.KeyOf(program.OrgId);
        var isDefault =
            (await catalog.FindAsync<Organisation>(key, cancellationToken))?.Value.DefaultProgramId
            == program.ProgramId;
        for (var left = options.Value.MaxEntries; left > 0; left -= PortionSize)
        {
            var page = await requests.JournalAsync(
                totals.OrgId,
                totals.RequestCursor,
                SegmentsInPortion,
                cancellationToken
            );
            var records = page.Segments.SelectMany(segment => segment.Records);
            totals = TotalsFold.Add(totals, program, isDefault, records, options.Value.DaysKept) with
            {
                RequestCursor = page.Cursor,
            };
            if (page.IsEnd)
                return (totals, false);
            if (isOver())
                break;
        }

        return (totals, true);
    }
}
