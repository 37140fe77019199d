using Loyalty.Catalog;
using Loyalty.Identity;

namespace Loyalty.PointOfSale;

/// <summary>Finds the programs that a till means.</summary>
public sealed class TillPrograms(CachedCatalog catalog, ICatalog store)
{
    /// <summary>The program of an id, or the default program where there is none; null = there is no such program in our
    /// books.</summary>
    public async Task<PointProgram?> FindAsync(Caller caller, string? programId, CancellationToken cancellationToken)
    {
        var id = (await catalog.OrganisationAsync(caller.OrgId, cancellationToken)).DefaultProgramId;
        if (programId is not null && !ProgramId.TryParse(programId, out id))
            return null;
        return await FindAsync(caller.OrgId, id, cancellationToken);
    }

    /// <summary>The program of an id; null = there is none in our books.</summary>
    public async Task<PointProgram?> FindAsync(OrgId org, ProgramId id, CancellationToken cancellationToken) =>
        await catalog.FindAsync<PointProgram>(PointProgram.KeyOf(org, id), cancellationToken)
            is { Remote: null } program
            ? program
            : null;

    /// <summary>The program, and behind it all others of its organisation in our books, in the order of their
    /// ids.</summary>
    public async Task<IReadOnlyList<PointProgram>> WithOthersAsync(
        PointProgram program,
        CancellationToken cancellationToken
    )
    {
        var programs = new List<PointProgram> { program };
        await foreach (var other in store.AllAsync<PointProgram>(program.OrgId.Value, cancellationToken))
            if (other.Remote is null && other.ProgramId != program.ProgramId)
                programs.Add(other);
        return programs;
    }
}
