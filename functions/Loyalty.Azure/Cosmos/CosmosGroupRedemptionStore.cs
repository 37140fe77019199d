using Loyalty.GroupRedemptions;
using Microsoft.Azure.Cosmos;

namespace Loyalty.Azure.Cosmos;

/// <summary>Redemptions of groups. Each has a partition of its own: its members' accounts lie in as many others.</summary>
internal sealed class CosmosGroupRedemptionStore(CosmosContainers containers) : IGroupRedemptionStore
{
    private const string DueSql = "SELECT * FROM c WHERE c.due < @before ORDER BY c.due";

    private readonly DocumentStore store = containers.GroupRedemptions;

    /// <inheritdoc/>
    public async Task<string?> CreateAsync(GroupRedemption redemption, CancellationToken cancellationToken) =>
        await store.CreateAsync(KeyOf(redemption.Id), Write(redemption), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Versioned<GroupRedemption>?> FindAsync(EntryId id, CancellationToken cancellationToken) =>
        await store.FindAsync(KeyOf(id), GroupJson.Default.GroupRedemption, cancellationToken);

    /// <inheritdoc/>
    public async Task<string?> ReplaceAsync(
        GroupRedemption redemption,
        string etag,
        CancellationToken cancellationToken
    ) => await store.ReplaceAsync(KeyOf(redemption.Id), Write(redemption), etag, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<GroupRedemption>> DueAsync(
        DateTimeOffset before,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var query = new QueryDefinition(DueSql).WithParameter("@before", Pages.PlaceOf(before, ""));
        var due = new List<GroupRedemption>();
        await foreach (var document in store.QueryAsync(query, null, limit, cancellationToken))
            due.Add(DocumentForm.Read(document, GroupJson.Default.GroupRedemption));
        return due;
    }

    private static MemoryStream Write(GroupRedemption redemption) =>
        redemption.DueAt is { } due
            ? DocumentForm.Write(
                KeyOf(redemption.Id),
                redemption,
                GroupJson.Default.GroupRedemption,
                ("due", Pages.PlaceOf(due, ""))
            )
            : DocumentForm.Write(KeyOf(redemption.Id), redemption, GroupJson.Default.GroupRedemption);

    private static DocumentKey KeyOf(EntryId id) => new(id.ToString(), id.ToString());
}
