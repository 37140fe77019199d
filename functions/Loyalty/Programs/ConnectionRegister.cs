using Loyalty.Catalog;
using Loyalty.Identity;

namespace Loyalty.Programs;

/// <summary>Who an organisation's users are in its programs.</summary>
public sealed class ConnectionRegister(CachedCatalog catalog, ICatalog store, TimeProvider time)
{
    private const int MaxAttempts = 10;

    /// <summary>Connects a user with a member of a program, in place of an earlier one.
    /// <see cref="Refusal.UnknownProgram"/>, <see cref="Refusal.Unavailable"/> where others change it all the
    /// time.</summary>
    public async Task<Outcome<ConnectionDocument>> ConnectAsync(
        Caller caller,
        ProgramId program,
        MemberId endUser,
        MemberId destinationUser,
        CancellationToken cancellationToken
    )
    {
        if (await catalog.FindAsync<PointProgram>(PointProgram.KeyOf(caller.OrgId, program), cancellationToken) is null)
            return Refusal.UnknownProgram;
        var connection = new Connection
        {
            OrgId = caller.OrgId,
            ProgramId = program,
            EndUserId = endUser,
            DestinationUserId = destinationUser,
            CreatedAt = time.GetUtcNow(),
        };
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var found = await store.FindAsync<Connection>(connection.Key, cancellationToken);
            var after = connection with { CreatedAt = found?.Value.CreatedAt ?? connection.CreatedAt };
            var etag = found is null
                ? await catalog.CreateAsync(after, cancellationToken)
                : await catalog.ReplaceAsync(after, found.ETag, cancellationToken);
            if (etag is not null)
                return Outcomes.Done(ConnectionDocument.Of(after), etag);
        }

        return Refusal.Unavailable;
    }

    /// <summary>A member's connections; null = there is no such member.</summary>
    public async Task<IReadOnlyList<ConnectionDocument>?> FindAsync(
        Caller caller,
        string userId,
        CancellationToken cancellationToken
    ) =>
        MemberId.TryParse(userId, out var member)
        && await catalog.FindAsync<Member>(Member.KeyOf(caller.OrgId, member), cancellationToken) is not null
            ? await ListAsync(caller, member, program: null, cancellationToken)
            : null;

    /// <summary>A user's connections, in the order of the programs' ids.</summary>
    public async Task<IReadOnlyList<ConnectionDocument>> ListAsync(
        Caller caller,
        MemberId endUser,
        ProgramId? program,
        CancellationToken cancellationToken
    )
    {
        var found = new List<ConnectionDocument>();
        var scope = Connection.ScopeOf(caller.OrgId, endUser);
        await foreach (var connection in store.AllAsync<Connection>(scope, cancellationToken))
            if (program is not { } only || connection.ProgramId == only)
                found.Add(ConnectionDocument.Of(connection));
        return found;
    }
}
