using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Loyalty.Catalog;
using Loyalty.Ledger.Rules;

namespace Loyalty.Reports;

/// <summary>
/// The sums over all entries of a program up to a place in its organisation's journal, and over its refused requests up to
/// a place in the request log. Sums and places are one document, replaced by its tag: whoever adds the same at the same
/// time fails, so that nothing is ever counted twice.
/// </summary>
public sealed record ProgramTotals : ICatalogDocument<ProgramTotals>
{
    /// <summary>All programs of all organisations lie in one scope, so that a timer can go through them.</summary>
    public const string Scope = "overviews";

    public required OrgId OrgId { get; init; }
    public required ProgramId ProgramId { get; init; }

    /// <summary>How far the journal is counted; null = nothing is.</summary>
    public string? Cursor { get; init; }

    /// <summary>How far the request log is counted; null = nothing is.</summary>
    public string? RequestCursor { get; init; }

    /// <summary>Up to when all is counted that the journal showed.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>The latest days on which something happened, oldest first.</summary>
    public ImmutableArray<DayTotals> Days { get; init; } = [];

    /// <summary>The sums of the days, and of all before them.</summary>
    public Points Earned { get; init; }
    public Points Redeemed { get; init; }
    public Points Expired { get; init; }

    /// <summary>All accounts' buckets together, earliest expiry first. Those whose day is over are still there until the
    /// accounts are touched or swept.</summary>
    public ImmutableArray<Bucket> Buckets { get; init; } = [];

    /// <summary>What each rule has moved by entries that name no reservation of its budget, reversals taken off. Totals from
    /// before that was counted have none, and are begun anew.</summary>
    public ImmutableArray<RuleTotal> Rules { get; init; }

    /// <inheritdoc/>
    public static string Kind => "overview";

    /// <inheritdoc/>
    public static JsonTypeInfo<ProgramTotals> Json => ReportJson.Default.ProgramTotals;

    /// <inheritdoc/>
    public CatalogKey Key => KeyOf(OrgId, ProgramId);

    // Neither id has a |.
    public static CatalogKey KeyOf(OrgId org, ProgramId program) => new(Scope, $"{org}|{program}");

    /// <summary>A program of which nothing is counted yet.</summary>
    public static ProgramTotals Empty(OrgId org, ProgramId program) =>
        new()
        {
            OrgId = org,
            ProgramId = program,
            Rules = [],
        };

    /// <summary>What a rule has moved without reservations.</summary>
    public Points MovedBy(RuleId rule) => Rules.FirstOrDefault(total => total.RuleId == rule).Moved;
}

/// <summary>What a rule has moved.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="Moved">Points, reversals taken off.</param>
public readonly record struct RuleTotal(RuleId RuleId, Points Moved);

/// <summary>The stored form of reports. Enums are numbers, as in the ledger.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true
)]
[JsonSerializable(typeof(ProgramTotals))]
internal sealed partial class ReportJson : JsonSerializerContext;
