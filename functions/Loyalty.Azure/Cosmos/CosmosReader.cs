using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Loyalty.Budgets;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.GroupRedemptions;
using Loyalty.Ledger.Rules;
using Loyalty.Messaging;
using Loyalty.PointsRequests;
using Loyalty.Programs;
using Microsoft.Azure.Cosmos;

namespace Loyalty.Azure.Cosmos;

/// <summary>Every document of a container, which costs what reading all of them costs.</summary>
internal sealed class CosmosReader(CosmosContainers containers) : IStoreReader
{
    private const string AllSql = "SELECT * FROM c";

    // Documents without a position, accounts and budgets, would come first: an ordered list has those without the property
    // too, where the indexing policy names its path. No comparison with what is absent holds.
    private const string Placed = "c.position > @nothing";

    // A position begins with program and version, so an account's entries come in the order of its chain.
    private const string EntriesSql = $"SELECT * FROM c WHERE {Placed} ORDER BY c.position";
    private const string AccountsSql = "SELECT * FROM c WHERE c.id >= @first AND c.id < @behind";
    private const string BudgetsSql = "SELECT * FROM c WHERE c.id = @budget";

    private const string ReservationsSql = $"SELECT * FROM c WHERE {Placed} ORDER BY c.position";

    /// <inheritdoc/>
    public IAsyncEnumerable<LedgerEntry> EntriesAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(
            containers.Ledger,
            new QueryDefinition(EntriesSql).WithParameter("@nothing", ""),
            LedgerJson.Default.LedgerEntry,
            cancellationToken
        );

    /// <inheritdoc/>
    public IAsyncEnumerable<Account> AccountsAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(
            containers.Ledger,
            new QueryDefinition(AccountsSql)
                .WithParameter("@first", LedgerDocuments.FirstAccount)
                .WithParameter("@behind", LedgerDocuments.BehindAccounts),
            LedgerJson.Default.Account,
            cancellationToken
        );

    /// <inheritdoc/>
    public IAsyncEnumerable<PointsMessage> ClaimsAsync(CancellationToken cancellationToken = default) =>
        AllAsync(containers.Requests, PointsJson.Default.PointsMessage, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Delivery> DeliveriesAsync(CancellationToken cancellationToken = default) =>
        AllAsync(containers.Deliveries, CallbackJson.Default.Delivery, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ParkedMessage> ParkedAsync(CancellationToken cancellationToken = default) =>
        AllAsync(containers.Parked, MessageJson.Default.ParkedMessage, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<T> CatalogAsync<T>(CancellationToken cancellationToken = default)
        where T : class, ICatalogDocument<T> =>
        ReadAsync(containers.Catalog, CosmosCatalog.AllOf<T>(), T.Json, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Budget> BudgetsAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(
            containers.Budgets,
            new QueryDefinition(BudgetsSql).WithParameter("@budget", CosmosBudgetStore.BudgetId),
            BudgetJson.Default.Budget,
            cancellationToken
        );

    /// <inheritdoc/>
    public IAsyncEnumerable<Reservation> ReservationsAsync(CancellationToken cancellationToken = default) =>
        ReadAsync(
            containers.Budgets,
            new QueryDefinition(ReservationsSql).WithParameter("@nothing", ""),
            BudgetJson.Default.Reservation,
            cancellationToken
        );

    /// <inheritdoc/>
    public IAsyncEnumerable<Issue> IssuesAsync(CancellationToken cancellationToken = default) =>
        AllAsync(containers.Issues, IssueJson.Default.Issue, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<GroupRedemption> GroupRedemptionsAsync(CancellationToken cancellationToken = default) =>
        AllAsync(containers.GroupRedemptions, GroupJson.Default.GroupRedemption, cancellationToken);

    private static IAsyncEnumerable<T> AllAsync<T>(
        DocumentStore store,
        JsonTypeInfo<T> json,
        CancellationToken cancellationToken
    ) => ReadAsync(store, new QueryDefinition(AllSql), json, cancellationToken);

    private static async IAsyncEnumerable<T> ReadAsync<T>(
        DocumentStore store,
        QueryDefinition query,
        JsonTypeInfo<T> json,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var document in store.QueryAsync(query, null, int.MaxValue, cancellationToken))
            yield return DocumentForm.Read(document, json);
    }
}
