using System.Text.Json.Serialization.Metadata;

namespace Loyalty.Catalog;

/// <summary>An organisation: the tenant.</summary>
public sealed record Organisation : ICatalogDocument<Organisation>
{
    public required OrgId OrgId { get; init; }
    public required string Name { get; init; }

    /// <summary>The program that <c>default</c> names.</summary>
    public required ProgramId DefaultProgramId { get; init; }

    /// <summary>Whose national mobile numbers its members' are read as (ISO 3166-1 alpha-2); null = no country's.</summary>
    public string? DefaultRegion { get; init; }

    /// <summary>ISO 4217 codes of the currencies that its programs may be in; empty = any.</summary>
    public IReadOnlyList<string> Currencies { get; init; } = [];

    /// <summary>Days for which its requests are kept in the log; null = as long as the platform keeps them.</summary>
    public int? RequestLogDays { get; init; }

    /// <summary>Its messaging gateway, through which members get texts; null = it has none.</summary>
    public MessagingGateway? Notifications { get; init; }

    /// <inheritdoc/>
    public static string Kind => "organisation";

    /// <inheritdoc/>
    public static JsonTypeInfo<Organisation> Json => CatalogJson.Default.Organisation;

    /// <inheritdoc/>
    public CatalogKey Key => KeyOf(OrgId);

    public static CatalogKey KeyOf(OrgId org) => new(org.Value, org.Value);
}
