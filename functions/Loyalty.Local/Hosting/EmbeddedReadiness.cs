using Loyalty.Embedded;

namespace Loyalty.Local.Hosting;

/// <summary>Whether the one file that is store and queue answers.</summary>
internal sealed class EmbeddedReadiness(SqliteDatabase database) : IReadiness
{
    /// <inheritdoc/>
    public string Name => "store";

    /// <inheritdoc/>
    public Task CheckAsync(CancellationToken cancellationToken) => database.PingAsync(cancellationToken);
}
