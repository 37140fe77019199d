using Loyalty.Embedded;

namespace Loyalty.Local.Hosting;

/// <summary>Whether the one file that is store and queue answers, or the queue alone.</summary>
internal sealed class EmbeddedReadiness(SqliteDatabase database, StoreKind store) : IReadiness
{
    /// <inheritdoc/>
    public string Name => store == StoreKind.Sqlite ? "store" : "queue";

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellationToken) => database.PingAsync(cancellationToken);
}
