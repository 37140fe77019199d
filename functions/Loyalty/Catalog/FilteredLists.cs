using System.Runtime.CompilerServices;

namespace Loyalty.Catalog;

/// <summary>Lists of the catalog that are read page by page for one answer.</summary>
internal static class FilteredLists
{
    private const int PageSize = 200;

    /// <summary>All documents of a scope that holds few, in the order of their ids.</summary>
    public static async IAsyncEnumerable<T> AllAsync<T>(
        this ICatalog catalog,
        string scope,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T>
    {
        string? cursor = null;
        do
        {
            var page = await catalog.ListAsync<T>(scope, cursor, PageSize, cancellationToken);
            foreach (var item in page.Items)
                yield return item.Value;
            cursor = page.NextCursor;
        } while (cursor is not null);
    }

    /// <summary>
    /// Up to <paramref name="limit"/> documents that fit. A page may be short, even empty, and still not the last:
    /// nobody reads through a whole organisation for one answer.
    /// </summary>
    /// <param name="catalog">The store.</param>
    /// <param name="scope">The scope of their keys.</param>
    /// <param name="terms">What they stand under; none = any document.</param>
    /// <param name="cursor">Where the page before ended; null = from the first.</param>
    /// <param name="limit">Maximum number of items.</param>
    /// <param name="maxReads">Most pages of the store that are read.</param>
    /// <param name="fits">Whether this is one of them.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="UnknownCursorException">The cursor is none of the store's.</exception>
    public static async Task<Page<Versioned<T>>> FilteredAsync<T>(
        this ICatalog catalog,
        string scope,
        IReadOnlyList<string> terms,
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
            var missing = limit - found.Count;
            var page = await (
                terms.Count == 0
                    ? catalog.ListAsync<T>(scope, cursor, missing, cancellationToken)
                    : catalog.SearchAsync<T>(scope, terms, cursor, missing, cancellationToken)
            );
            found.AddRange(page.Items.Where(item => fits(item.Value)));
            cursor = page.NextCursor;
            if (cursor is null || found.Count == limit)
                break;
        }

        return new Page<Versioned<T>>(found, cursor);
    }
}
