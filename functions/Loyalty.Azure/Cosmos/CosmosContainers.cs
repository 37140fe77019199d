using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.Cosmos;

/// <summary>The containers, by what they hold. They are made by the deployment, or <see cref="CosmosSetup"/>.</summary>
internal sealed class CosmosContainers(CosmosClient client, IOptions<CosmosOptions> options)
{
    public DocumentStore Ledger { get; } = Of(client, options.Value, options.Value.LedgerContainer);

    public DocumentStore Requests { get; } = Of(client, options.Value, options.Value.RequestsContainer);

    public DocumentStore Catalog { get; } = Of(client, options.Value, options.Value.CatalogContainer);

    public DocumentStore Deliveries { get; } = Of(client, options.Value, options.Value.DeliveriesContainer);

    public DocumentStore Parked { get; } = Of(client, options.Value, options.Value.ParkedContainer);

    public DocumentStore Budgets { get; } = Of(client, options.Value, options.Value.BudgetsContainer);

    public DocumentStore RequestLog { get; } = Of(client, options.Value, options.Value.RequestLogContainer);

    public DocumentStore Issues { get; } = Of(client, options.Value, options.Value.IssuesContainer);
    public DocumentStore GroupRedemptions { get; } = Of(client, options.Value, options.Value.GroupRedemptionsContainer);

    private static DocumentStore Of(CosmosClient client, CosmosOptions options, string name) =>
        new(client.GetContainer(options.Database, name), options.CallTimeout);
}
