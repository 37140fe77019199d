using Loyalty.Catalog;

namespace Loyalty.Management.Organisations;

/// <summary>The caller's organisation as it is shown to it.</summary>
public sealed record OrganisationDocument
{
    public required OrgId OrgId { get; init; }
    public required string Name { get; init; }

    /// <summary>The program that <c>default</c> names.</summary>
    public required ProgramId DefaultProgramId { get; init; }

    /// <summary>Whose national mobile numbers are read (ISO 3166-1 alpha-2); null = no country's.</summary>
    public required string? DefaultRegion { get; init; }

    /// <summary>ISO 4217 codes of the currencies that its programs may be in; empty = any.</summary>
    public required IReadOnlyList<string> Currencies { get; init; }

    /// <summary>Days for which its requests are kept in the log; null = as long as the platform keeps them.</summary>
    public required int? RequestLogDays { get; init; }

    /// <summary>Its messaging gateway; null = it has none.</summary>
    public required MessagingGateway? Notifications { get; init; }

    internal static OrganisationDocument Of(Organisation organisation) =>
        new()
        {
            OrgId = organisation.OrgId,
            Name = organisation.Name,
            DefaultProgramId = organisation.DefaultProgramId,
            DefaultRegion = organisation.DefaultRegion,
            Currencies = organisation.Currencies,
            RequestLogDays = organisation.RequestLogDays,
            Notifications = organisation.Notifications,
        };
}
