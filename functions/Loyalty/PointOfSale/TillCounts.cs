using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Ledger.Rules;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.PointOfSale;

/// <summary>
/// Counts what tills do, in <see cref="TillDays"/>. For people who look after tills: the books do not depend on it. What
/// could not be added waits for the next time.
/// </summary>
public sealed class TillCounts(
    ICatalog catalog,
    IOptions<PointOfSaleOptions> options,
    TimeProvider time,
    ILogger<TillCounts> logger
) : WriteBehind<(OrgId Org, ClientId Client, TillDay Day)>(options.Value.MostUncounted, options.Value.CountEvery, time)
{
    private const int MostAttempts = 10;
    private readonly TimeProvider time = time;
    private readonly Dictionary<(OrgId, ClientId), TillDays> waiting = [];

    /// <summary>Counts what came of something. Never waits.</summary>
    /// <param name="caller">The till's client.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="isCodeWanted">Whether the customer was to be sent a code.</param>
    public void Add(Caller caller, TillOutcome outcome, bool isCodeWanted)
    {
        if (outcome.Program is not { } program)
            return;
        var day = new TillDay { Date = program.DateAt(time.GetUtcNow()) };
        var counted = outcome switch
        {
            { Refusal: Refusal.ValidationCodeInvalid } => day with { WrongCodes = 1 },
            { IsReplay: true } => day,
            { Entry.Kind: EntryKind.Redeem } => day with { Redemptions = 1, Points = outcome.Points ?? Points.Zero },
            { Entry.Kind: EntryKind.Reverse } => day with { Reversals = 1 },
            { Group: not null } => day with { Redemptions = 1, Points = outcome.Points ?? Points.Zero },
            { Refusal: Refusal.None } when isCodeWanted => day with { CodesSent = 1 },
            _ => day,
        };
        if (counted != day)
            Put((caller.OrgId, caller.ClientId, counted));
    }

    /// <summary>What a client's tills did on its latest days, with all that was counted here before the call.</summary>
    public async Task<TillDays> ReadAsync(OrgId org, ClientId client, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        return (await catalog.FindAsync<TillDays>(TillDays.KeyOf(org, client), cancellationToken))?.Value
            ?? new TillDays { OrgId = org, ClientId = client };
    }

    /// <inheritdoc/>
    private protected override async Task StoreAsync(
        IReadOnlyList<(OrgId Org, ClientId Client, TillDay Day)> gathered,
        CancellationToken cancellationToken
    )
    {
        foreach (var (org, client, day) in gathered)
            waiting[(org, client)] = waiting
                .GetValueOrDefault((org, client), new TillDays { OrgId = org, ClientId = client })
                .Plus([day]);
        foreach (var (tills, counted) in waiting)
        {
            await AddAsync(counted, cancellationToken);
            waiting.Remove(tills);
        }
    }

    /// <inheritdoc/>
    private protected override void Report(Exception fault) => Log.NotCounted(logger, fault);

    private async Task AddAsync(TillDays counted, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var found = await catalog.FindAsync<TillDays>(counted.Key, cancellationToken);
            var after = found?.Value.Plus(counted.Days) ?? counted;
            var etag = found is null
                ? await catalog.CreateAsync(after, cancellationToken)
                : await catalog.ReplaceAsync(after, found.ETag, cancellationToken);
            if (etag is not null)
                return;
        }

        throw new UnavailableException(
            $"Other hosts counted the tills of {counted.ClientId} at the same time again and again."
        );
    }
}

/// <summary>The log events of counting. Their names and numbers are API.</summary>
internal static partial class Log
{
    [LoggerMessage(950, LogLevel.Warning, "What tills did is not counted yet", EventName = "TillsNotCounted")]
    public static partial void NotCounted(ILogger logger, Exception fault);
}
