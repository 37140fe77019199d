using Loyalty.Catalog;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.Cosmos;

/// <summary>
/// Gets the store ready before anything uses it. The database and its containers are made on this machine's emulator; in
/// Azure the deployment has made them, with more to them (throughput, backup), and the app has no right to.
/// </summary>
public sealed class CosmosSetup(CosmosClient client, ICatalog catalog, IOptions<CosmosOptions> options)
{
    // A document that is to vanish says when; the others stay.
    private const int WhenDocumentsSay = -1;

    /// <summary>Makes the containers that are missing on this machine's emulator, and brings the store to this code's
    /// format.</summary>
    /// <exception cref="UnavailableException">The service does not answer.</exception>
    /// <exception cref="InvalidDataException">A newer version has written the store.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await EnsureContainersAsync(cancellationToken);
        await StoreFormat.EnsureAsync(catalog, UpgradeAsync, cancellationToken);
    }

    /// <summary>Does nothing for an account that is not on this machine.</summary>
    internal async Task EnsureContainersAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value;
        if (settings.AccountEndpoint is not { } endpoint || !CosmosEmulator.IsAt(endpoint))
            return;
        var database = await CosmosFaults.GuardAsync(
            token => client.CreateDatabaseIfNotExistsAsync(settings.Database, cancellationToken: token),
            settings.CallTimeout,
            cancellationToken
        );
        foreach (var container in Containers(settings))
            await CosmosFaults.GuardAsync(
                token => database.Database.CreateContainerIfNotExistsAsync(container, cancellationToken: token),
                settings.CallTimeout,
                cancellationToken
            );
    }

    private async Task UpgradeAsync(int from, CancellationToken cancellationToken)
    {
        var containers = new CosmosContainers(client, options);
        if (from < 5)
            await new CosmosParking(containers).NoteOwnersAsync(cancellationToken);
        if (from < 6)
            await new CosmosCatalog(containers).NoteTermsAsync<Member>(cancellationToken);
    }

    /// <summary>The containers, as <c>infra/modules/cosmos.bicep</c> has them: only what a query filters or sorts by is
    /// indexed.</summary>
    internal static IReadOnlyList<ContainerProperties> Containers(CosmosOptions options) =>
        [
            Container(
                options.LedgerContainer,
                WhenDocumentsSay,
                "/pk/?",
                "/position/?",
                "/journal/?",
                "/nextExpiry/?",
                "/untold/?",
                "/holdExpiry/?",
                "/body/programId/?",
                "/body/clientId/?",
                "/body/kind/?",
                "/body/status/?",
                "/body/reference/?",
                "/body/partner/?"
            ),
            Container(options.RequestsContainer, null),
            Container(options.DeliveriesContainer, null, "/position/?"),
            Container(options.BudgetsContainer, null, "/pk/?", "/position/?"),
            Container(options.CatalogContainer, null, "/pk/?", "/position/?", "/audit/?", "/terms/[]/?"),
            Container(options.ParkedContainer, null, "/pk/?", "/position/?", "/owner/?"),
            Container(options.RequestLogContainer, WhenDocumentsSay, "/position/?", "/journal/?", "/terms/[]/?"),
            Container(options.IssuesContainer, null, "/position/?", "/programPosition/?", "/pending/?", "/due/?"),
            Container(options.GroupRedemptionsContainer, null, "/due/?"),
        ];

    private static ContainerProperties Container(string id, int? timeToLive, params string[] indexed)
    {
        var container = new ContainerProperties(id, "/pk")
        {
            PartitionKeyDefinitionVersion = PartitionKeyDefinitionVersion.V2,
            DefaultTimeToLive = timeToLive,
        };
        foreach (var path in indexed)
            container.IndexingPolicy.IncludedPaths.Add(new IncludedPath { Path = path });
        container.IndexingPolicy.ExcludedPaths.Add(new ExcludedPath { Path = "/*" });
        return container;
    }
}
