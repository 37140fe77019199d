using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Ledger.Rules;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.PointOfSale;

/// <summary>
/// Counts what tills do, beside its way: counting costs no more than a place in a line, and once in a while the line is added
/// to <see cref="TillDays"/>. For people who look after tills: the books do not depend on it, and what is in the line when the
/// process is killed is not counted. A host that stops adds what it has.
/// </summary>
public sealed class TillCounts : BackgroundService
{
    private const int MostAttempts = 10;
    private readonly ICatalog catalog;
    private readonly PointOfSaleOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<TillCounts> logger;
    private readonly Channel<(OrgId Org, ClientId Client, TillDay Day)> line;
    private readonly SemaphoreSlim writer = new(1);

    public TillCounts(
        ICatalog catalog,
        IOptions<PointOfSaleOptions> options,
        TimeProvider time,
        ILogger<TillCounts> logger
    )
    {
        this.catalog = catalog;
        this.options = options.Value;
        this.time = time;
        this.logger = logger;
        line = Channel.CreateBounded<(OrgId, ClientId, TillDay)>(
            new BoundedChannelOptions(this.options.MostUncounted) { FullMode = BoundedChannelFullMode.DropWrite }
        );
    }

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
            line.Writer.TryWrite((caller.OrgId, caller.ClientId, counted));
    }

    /// <summary>What a client's tills did on its latest days, with all that was counted here before the call.</summary>
    public async Task<TillDays> ReadAsync(OrgId org, ClientId client, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        return (await catalog.FindAsync<TillDays>(TillDays.KeyOf(org, client), cancellationToken))?.Value
            ?? new TillDays { OrgId = org, ClientId = client };
    }

    /// <summary>Adds what was counted before the call.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await writer.WaitAsync(cancellationToken);
        try
        {
            var counted = new List<(OrgId Org, ClientId Client, TillDay Day)>();
            for (var left = line.Reader.Count; left > 0 && line.Reader.TryRead(out var next); left--)
                counted.Add(next);
            foreach (var days in counted.GroupBy(item => (item.Org, item.Client), item => item.Day))
                await AddAsync(days.Key.Org, days.Key.Client, days, cancellationToken);
        }
        finally
        {
            writer.Release();
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        writer.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    [SuppressMessage("Design", "CA1031", Justification = "What cannot be counted may not end the host.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
            try
            {
                await line.Reader.WaitToReadAsync(stoppingToken);
                await Task.Delay(options.CountEvery, time, stoppingToken);
                await FlushAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                Log.NotCounted(logger, fault);
            }
    }

    private async Task AddAsync(
        OrgId org,
        ClientId client,
        IEnumerable<TillDay> days,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var found = await catalog.FindAsync<TillDays>(TillDays.KeyOf(org, client), cancellationToken);
            var after = (found?.Value ?? new TillDays { OrgId = org, ClientId = client }).Plus(days);
            var etag = found is null
                ? await catalog.CreateAsync(after, cancellationToken)
                : await catalog.ReplaceAsync(after, found.ETag, cancellationToken);
            if (etag is not null)
                return;
        }

        throw new UnavailableException($"Other hosts counted the tills of {client} at the same time again and again.");
    }
}

/// <summary>The log events of counting. Their names and numbers are API.</summary>
internal static partial class Log
{
    [LoggerMessage(950, LogLevel.Warning, "Some of what tills did is not counted", EventName = "TillsNotCounted")]
    public static partial void NotCounted(ILogger logger, Exception fault);
}
