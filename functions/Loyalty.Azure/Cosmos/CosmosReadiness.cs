namespace Loyalty.Azure.Cosmos;

/// <summary>Whether the ledger's container answers, sign-in and network included.</summary>
internal sealed class CosmosReadiness(CosmosContainers containers) : IReadiness
{
    /// <inheritdoc/>
    public string Name => "store";

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellationToken) => containers.Ledger.ProbeAsync(cancellationToken);
}
