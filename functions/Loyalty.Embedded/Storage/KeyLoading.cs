namespace Loyalty.Embedded;

/// <summary>Reads the keys that were only in memory when a file was last closed or its process died.</summary>
internal static class KeyLoading
{
    /// <summary>Reads ids at once. Words are in documents, which take long to read, and nobody needs them before something
    /// is written or searched for: they are read meanwhile.</summary>
    /// <param name="session">Reads the ids.</param>
    /// <param name="open">Opens a session for each index of words: whoever has one of the others may be waiting for
    /// what it reads.</param>
    /// <param name="ids">Indexes of ids.</param>
    /// <param name="words">Indexes of words.</param>
    /// <returns>Ends with the reading of the words.</returns>
    public static Task LoadAsync(
        SqliteSession session,
        Func<SqliteSession> open,
        IEnumerable<KeyIndex> ids,
        IEnumerable<KeyIndex> words
    )
    {
        foreach (var index in ids)
            index.Load(session);
        // A file of an earlier version that is only read has no words; nor is anything searched for in it.
        return Schema.HasWords(session)
            ? Task.WhenAll(words.Select(index => LoadMeanwhile(index, open)))
            : Task.CompletedTask;
    }

    /// <summary>Reads the keys of one index, on a thread of their own.</summary>
    internal static Task LoadMeanwhile(KeyIndex index, Func<SqliteSession> open) =>
        index.Loading = Task.Factory.StartNew(
            () =>
            {
                using var session = open();
                index.Load(session);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
}
