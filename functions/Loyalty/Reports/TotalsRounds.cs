using Loyalty.Catalog;
using Microsoft.Extensions.Options;

namespace Loyalty.Reports;

/// <summary>Keeps the overviews that somebody has looked at up to date, so that the next look has little to count.</summary>
public sealed class TotalsRounds(
    ICatalog catalog,
    CachedCatalog programs,
    TotalsKeeper keeper,
    IOptions<OverviewOptions> options
)
{
    private const int PageSize = 50;

    private string? next;

    /// <summary>Goes through them once; at most <see cref="OverviewOptions.MaxPrograms"/>, and the next run goes on behind
    /// them.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var left = options.Value.MaxPrograms;
        do
        {
            var page = await catalog.ListAsync<ProgramTotals>(
                ProgramTotals.Scope,
                next,
                Math.Min(left, PageSize),
                cancellationToken
            );
            foreach (var (totals, _) in page.Items)
            {
                var key = PointProgram.KeyOf(totals.OrgId, totals.ProgramId);
                if (await programs.FindAsync<PointProgram>(key, cancellationToken) is { } program)
                    await keeper.AdvanceAsync(program, cancellationToken);
            }

            left -= page.Items.Count;
            next = page.NextCursor;
        } while (next is not null && left > 0);
    }
}
