using System.Collections.Frozen;
using Loyalty.Catalog;

namespace Loyalty.Embedded;

/// <summary>The terms under which documents of the catalog are found: a narrow row for each, in the order in which a list of
/// those under one term is read.</summary>
internal static class TermTable
{
    /// <summary>The first under a term behind an id.</summary>
    internal const string NextSql =
        "SELECT id FROM catalog_terms WHERE kind = ? AND scope = ? AND term = ? AND id > ? ORDER BY id LIMIT 1";

    /// <summary>The first under a term from an id on.</summary>
    internal const string FromSql =
        "SELECT id FROM catalog_terms WHERE kind = ? AND scope = ? AND term = ? AND id >= ? ORDER BY id LIMIT 1";
    private const string AddSql = "INSERT INTO catalog_terms (kind, scope, term, id) VALUES (?, ?, ?, ?)";
    private const string RemoveSql = "DELETE FROM catalog_terms WHERE kind = ? AND scope = ? AND term = ? AND id = ?";
    private static readonly IReadOnlySet<string> None = FrozenSet<string>.Empty;
    private const string AllSql = "SELECT scope, id, body FROM catalog WHERE kind = ?";

    /// <summary>Puts a document under other terms; only what differs is written.</summary>
    public static void Change(
        SqliteSession session,
        string kind,
        CatalogKey key,
        IReadOnlySet<string>? before,
        IReadOnlySet<string>? after
    )
    {
        foreach (var term in (before ?? None).Except(after ?? None))
            Bind(session, RemoveSql, kind, key.Scope, term, key.Id).Run();
        foreach (var term in (after ?? None).Except(before ?? None))
            Bind(session, AddSql, kind, key.Scope, term, key.Id).Run();
    }

    /// <summary>Notes the terms of documents that were stored before they had any.</summary>
    public static void Fill<T>(SqliteSession session)
        where T : class, ICatalogDocument<T>
    {
        using var rows = session.Use(AllSql).Bind(1, T.Kind);
        while (rows.Step())
        {
            var key = new CatalogKey(rows.Text(0), rows.Text(1));
            Change(session, T.Kind, key, null, T.TermsOf(Documents.Read(rows.Bytes(2), T.Json)));
        }
    }

    /// <summary>
    /// The first ids under all of some terms. Each list is entered where the one before left off, so it costs about what the
    /// shortest of them costs, however long the others are.
    /// </summary>
    /// <param name="session">The connection.</param>
    /// <param name="kind">The documents' kind.</param>
    /// <param name="scope">Their scope.</param>
    /// <param name="terms">At least one, each once.</param>
    /// <param name="after">Where to go on; empty = from the first.</param>
    /// <param name="limit">Maximum number of ids.</param>
    /// <param name="mostSeeks">How often a list is entered at most; more often than there are terms.</param>
    /// <returns>The ids, and where to go on; null = there are no more.</returns>
    public static (IReadOnlyList<string> Ids, string? Last) Find(
        SqliteSession session,
        string kind,
        string scope,
        IReadOnlyList<string> terms,
        string after,
        int limit,
        int mostSeeks
    )
    {
        var ids = new List<string>();
        // All up to what has passed is decided; a candidate is under as many of the terms as agree.
        var (passed, candidate, agreeing) = (after, after, 0);
        for (var seeks = 0; seeks < mostSeeks; seeks++)
        {
            var sql = agreeing == 0 ? NextSql : FromSql;
            if (Seek(Bind(session, sql, kind, scope, terms[seeks % terms.Count], candidate)) is not { } found)
                return (ids, null);
            if (found == candidate)
                agreeing++;
            else
                (passed, candidate, agreeing) = (agreeing == 0 ? passed : candidate, found, 1);
            if (agreeing < terms.Count)
                continue;
            if (ids.Count == limit)
                return (ids, passed);
            ids.Add(candidate);
            (passed, agreeing) = (candidate, 0);
        }

        return (ids, passed);
    }

    private static string? Seek(Statement statement)
    {
        using (statement)
            return statement.Step() ? statement.Text(0) : null;
    }

    private static Statement Bind(
        SqliteSession session,
        string sql,
        string kind,
        string scope,
        string term,
        string id
    ) => session.Use(sql).Bind(1, kind).Bind(2, scope).Bind(3, term).Bind(4, id);
}
