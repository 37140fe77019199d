using System.Runtime.CompilerServices;
using Loyalty.Catalog;
using Microsoft.Azure.Cosmos;

namespace Loyalty.Azure.Cosmos;

/// <remarks>The terms under which a document is found lie in it, and each is in the index.</remarks>
internal sealed partial class CosmosCatalog
{
    private const string Terms = "terms";
    private const int NotedAtOnce = 16;

    /// <inheritdoc/>
    public Task<Page<Versioned<T>>> SearchAsync<T>(
        string scope,
        IReadOnlyList<string> terms,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T>
    {
        ArgumentOutOfRangeException.ThrowIfZero(terms.Count, nameof(terms));
        // Each is looked up in the index, which has what is under all of them before a document is read.
        var standsUnder = terms.Select((_, number) => $"ARRAY_CONTAINS(c.{Terms}, @term{number}) AND ");
        var query = new QueryDefinition(
            $"SELECT * FROM c WHERE {string.Concat(standsUnder)}c.{Position} > @after ORDER BY c.{Position}"
        );
        foreach (var (number, term) in terms.Index())
            query.WithParameter($"@term{number}", term);
        return PageAsync<T>(query, scope, cursor, limit, cancellationToken);
    }

    /// <summary>Notes the terms of documents that were stored before they had any; may be broken off and run again.</summary>
    public Task NoteTermsAsync<T>(CancellationToken cancellationToken)
        where T : class, ICatalogDocument<T> =>
        Parallel.ForEachAsync(
            UnnotedAsync<T>(cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = NotedAtOnce, CancellationToken = cancellationToken },
            // Whoever changed one meanwhile has noted them.
            async (document, token) => await ReplaceAsync(document.Value, document.ETag, null, token)
        );

    private async IAsyncEnumerable<Versioned<T>> UnnotedAsync<T>(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
        where T : class, ICatalogDocument<T>
    {
        await foreach (var document in store.QueryAsync(AllOf<T>(), null, int.MaxValue, cancellationToken))
            if (!document.TryGetProperty(Terms, out _))
                yield return new Versioned<T>(DocumentForm.Read(document, T.Json), DocumentForm.ETagOf(document));
    }
}
