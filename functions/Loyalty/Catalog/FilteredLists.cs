namespace Loyalty.Catalog;

/// <summary>Lists of the catalog of which a caller wants only some.</summary>
internal static class FilteredLists
{
    /// <summary>
    /// Up to <paramref name="limit"/> documents that fit. A page may be short, even empty, and still not the last:
    /// nobody reads through a whole organisation for one answer.
    /// </summary>
    /// <exception cref="UnknownCursorException">The cursor is none of the store's.</exception>
    public static async Task<Page<Versioned<T>>> FilteredAsync<T>(
        this ICatalog catalog,
        string scope,
        string? cursor,
        int limit,
        int maxReads,
        Func<T, bool> fits,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T>
    {
        var found = new List<Versioned<T>>();
        for (var reads = 0; reads < maxReads; reads++)
        {
            var page = await catalog.ListAsync<T>(scope, cursor, limit - found.Count, cancellationToken);
            found.AddRange(page.Items.Where(item => fits(item.Value)));
            cursor = page.NextCursor;
            if (cursor is null || found.Count == limit)
                break;
        }

        return new Page<Versioned<T>>(found, cursor);
    }
}
