using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Management.Rules;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Loyalty.Management.Operations;

/// <summary>Tells a caller who it is.</summary>
public sealed class Me(CachedCatalog catalog, IOptions<SharingOptions> options, IHostEnvironment host)
{
    /// <summary>The caller, its organisation and what it may do.</summary>
    public async Task<MeDocument> TellAsync(Caller caller, CancellationToken cancellationToken)
    {
        var organisation = await catalog.OrganisationAsync(caller.OrgId, cancellationToken);
        return new MeDocument
        {
            ClientId = caller.ClientId,
            Name = caller.Client.Name,
            OrgId = caller.OrgId,
            OrgName = organisation.Name,
            Scopes = [.. Scopes.All.Where(caller.May)],
            Environment = options.Value.EnvironmentOf(host),
            DefaultProgramId = organisation.DefaultProgramId,
        };
    }
}

/// <summary>Who is calling, as it is told to itself.</summary>
public sealed record MeDocument
{
    public required ClientId ClientId { get; init; }

    /// <summary>The client's name.</summary>
    public required string Name { get; init; }
    public required OrgId OrgId { get; init; }
    public required string OrgName { get; init; }

    /// <summary>What the token allows and the client still has, in the order in which scopes are documented.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary><c>Staging</c> or <c>Production</c>.</summary>
    public required string Environment { get; init; }
    public ProgramId? DefaultProgramId { get; init; }
}
