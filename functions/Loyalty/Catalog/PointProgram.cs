using System.Text.Json.Serialization.Metadata;

namespace Loyalty.Catalog;

/// <summary>A point program: a currency of points with its expiry, redemption and reversal policies.</summary>
public sealed record PointProgram : ICatalogDocument<PointProgram>
{
    public required OrgId OrgId { get; init; }
    public required ProgramId ProgramId { get; init; }
    public required string Name { get; init; }

    /// <summary>ISO 4217 code of the money the points are worth.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>How many points one unit of <see cref="Currency"/> is worth.</summary>
    public decimal PointsPerUnit { get; init; } = 1;

    /// <summary>How long awarded points live; null = for ever.</summary>
    public Expiration? Expiration { get; init; }

    /// <summary>Whether the first request for an unknown member registers it.</summary>
    public bool AutoEnrol { get; init; }

    /// <summary>IANA name of the zone whose calendar days, weeks and months count for caps and expiry.</summary>
    public string TimeZone { get; init; } = "UTC";

    public RedemptionPolicy Redemption { get; init; } = new();
    public ReversalPolicy Reversal { get; init; } = new();

    /// <summary>When it was created; null = by the product itself.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <inheritdoc/>
    public static string Kind => "program";

    /// <inheritdoc/>
    public static JsonTypeInfo<PointProgram> Json => CatalogJson.Default.PointProgram;

    /// <inheritdoc/>
    public CatalogKey Key => KeyOf(OrgId, ProgramId);

    public static CatalogKey KeyOf(OrgId org, ProgramId program) => new(org.Value, program.Value);

    /// <summary>The program's calendar date at an instant.</summary>
    /// <exception cref="TimeZoneNotFoundException">The zone of a stored program no longer exists on this machine.</exception>
    public DateOnly DateAt(DateTimeOffset instant) =>
        DateOnly.FromDateTime(
            TimeZone == "UTC"
                ? instant.UtcDateTime
                : TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(TimeZone)).DateTime
        );
}
