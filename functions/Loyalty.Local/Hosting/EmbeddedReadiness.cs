using Loyalty.Embedded;

namespace Loyalty.Local.Hosting;

/// <summary>Whether a write to the one file that is the store, and has the queues, would be durable now.</summary>
internal sealed class EmbeddedReadiness(SqliteDatabase database) : IReadiness
{
    /// <inheritdoc/>
    public string Name => "store";

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellationToken) => database.ProbeAsync(cancellationToken);
}
