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
        var organisation = await catalog.FindAsync<Organisation>(Organisation.KeyOf(caller.OrgId), cancellationToken);
        return new MeDocument
        {
            ClientId = caller.ClientId,
            Name = caller.Client.Name,
            OrgId = caller.OrgId,
            OrgName = organisation?.Name ?? caller.OrgId.Value,
            Scopes = [.. Scopes.All.Where(caller.May)],
            Environment = options.Value.EnvironmentOf(host),
            DefaultProgramId = organisation?.DefaultProgramId,
        };
    }
}
