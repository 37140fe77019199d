using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Loyalty.Catalog;
using Loyalty.Ledger;
using Microsoft.Extensions.Options;

namespace Loyalty.Corrections;

/// <summary>
/// Sees to corrections whose audit record was not written, because the process died after the commit: follows the journal
/// of every organisation whose books anybody ever corrected. That is noted before the first correction is committed, so
/// that none can be missed, and costs the others nothing.
/// </summary>
public sealed class CorrectionRounds(
    ICatalog store,
    CachedCatalog catalog,
    ILedgerStore ledger,
    CorrectionAudit audit,
    IOptions<CorrectionOptions> options
)
{
    private const int PageSize = 50;
    private const int PortionSize = 1000;

    private string? next;

    /// <summary>Has the organisation's corrections followed from now on, durably.</summary>
    public async Task FollowAsync(OrgId org, CancellationToken cancellationToken)
    {
        if (await catalog.FindAsync<CorrectionMark>(CorrectionMark.KeyOf(org), cancellationToken) is null)
            await catalog.CreateAsync(new CorrectionMark { OrgId = org }, cancellationToken);
    }

    /// <summary>Goes through the organisations once, at most <see cref="CorrectionOptions.MaxOrganisations"/>.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var left = options.Value.MaxOrganisations;
        do
        {
            var page = await store.ListAsync<CorrectionMark>(
                CorrectionMark.Scope,
                next,
                Math.Min(left, PageSize),
                cancellationToken
            );
            foreach (var mark in page.Items)
                await RecordAsync(mark, cancellationToken);
            left -= page.Items.Count;
            next = page.NextCursor;
        } while (next is not null && left > 0);
    }

    /// <summary>Where another run moved the mark meanwhile, it stays as that one left it: what is recorded twice is one
    /// record.</summary>
    private async Task RecordAsync(Versioned<CorrectionMark> mark, CancellationToken cancellationToken)
    {
        var (org, cursor) = (mark.Value.OrgId, mark.Value.Cursor);
        var looked = 0;
        bool isEnd;
        do
        {
            var portion = Math.Min(PortionSize, options.Value.MaxEntries - looked);
            var page = await ledger.JournalAsync(org, cursor, portion, cancellationToken);
            foreach (var entry in page.Entries.Where(CorrectionAudit.IsCorrection))
                await audit.RecordAsync(entry, cancellationToken);
            looked += page.Entries.Count;
            (cursor, isEnd) = (page.Cursor, page.IsEnd);
        } while (!isEnd && looked < options.Value.MaxEntries);

        if (looked > 0)
            await store.ReplaceAsync(mark.Value with { Cursor = cursor }, mark.ETag, cancellationToken);
    }
}

/// <summary>How far the corrections of an organisation have been followed.</summary>
public sealed record CorrectionMark : ICatalogDocument<CorrectionMark>
{
    /// <summary>Those of all organisations lie in one scope, so that a timer can go through them.</summary>
    public const string Scope = "corrections";

    public required OrgId OrgId { get; init; }

    /// <summary>Every correction before this place in the journal has its audit record; null = nobody has looked.</summary>
    public string? Cursor { get; init; }

    /// <inheritdoc/>
    public static string Kind => "correction-mark";

    /// <inheritdoc/>
    public static JsonTypeInfo<CorrectionMark> Json => CorrectionJson.Default.CorrectionMark;

    /// <inheritdoc/>
    public CatalogKey Key => KeyOf(OrgId);

    public static CatalogKey KeyOf(OrgId org) => new(Scope, org.Value);
}

/// <summary>Its JSON form.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(CorrectionMark))]
internal sealed partial class CorrectionJson : JsonSerializerContext;
