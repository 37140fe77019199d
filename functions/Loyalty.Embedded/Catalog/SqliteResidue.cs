using Loyalty.Management.Members;

namespace Loyalty.Embedded;

/// <summary>
/// What was replaced or deleted is overwritten in the file itself at once (<c>secure_delete</c>), but the write-ahead log
/// keeps pages as they were until it is emptied.
/// </summary>
public sealed class SqliteResidue(SqliteDatabase database) : IResidue
{
    private const int MostAttempts = 5;

    /// <inheritdoc/>
    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            var before = await database.WriteAsync(
                0,
                static (session, _) =>
                {
                    session.ClearsLogNext = true;
                    return session.LogClears;
                },
                cancellationToken
            );
            if (database.Writing.LogClears > before)
                return;
        }

        throw new EmbeddedStoreException($"The log in '{database.Directory}' could not be emptied: it is being read.");
    }
}
