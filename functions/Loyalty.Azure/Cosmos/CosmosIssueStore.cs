using Loyalty.Programs;
using Microsoft.Azure.Cosmos;

namespace Loyalty.Azure.Cosmos;

/// <summary>
/// What was issued. Each issue has a partition of its own, because clients have more of them than a partition holds; a list
/// asks all partitions, along an index of client, or client and program, and time.
/// </summary>
internal sealed class CosmosIssueStore(CosmosContainers containers) : IIssueStore
{
    private const string PageSql =
        "SELECT * FROM c WHERE c.position >= @from AND c.position < @before ORDER BY c.position DESC";
    private const string PageOfProgramSql =
        "SELECT * FROM c WHERE c.programPosition >= @from AND c.programPosition < @before ORDER BY c.programPosition DESC";
    private const string PendingSql =
        "SELECT * FROM c WHERE c.pending >= @from AND c.pending < @before ORDER BY c.pending DESC";
    private const string DueSql = "SELECT * FROM c WHERE c.due < @before ORDER BY c.due";

    private readonly DocumentStore store = containers.Issues;

    /// <inheritdoc/>
    public async Task<Versioned<Issue>?> CreateAsync(Issue issue, CancellationToken cancellationToken)
    {
        var key = KeyOf(issue.IssueId);
        return await store.CreateAsync(key, Write(key, issue), cancellationToken) is not null
            ? null
            : await FindAsync(issue.IssueId, cancellationToken)
                ?? throw new InvalidOperationException($"Issue {issue.IssueId} exists and cannot be found.");
    }

    /// <inheritdoc/>
    public async ValueTask<Versioned<Issue>?> FindAsync(EntryId id, CancellationToken cancellationToken) =>
        await store.FindAsync(KeyOf(id), IssueJson.Default.Issue, cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> ReplaceAsync(Issue issue, string etag, CancellationToken cancellationToken)
    {
        var key = KeyOf(issue.IssueId);
        return await store.ReplaceAsync(key, Write(key, issue), etag, cancellationToken) is not null;
    }

    /// <inheritdoc/>
    public async Task<Page<Issue>> PageAsync(
        IssueSearch search,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var list = search.ProgramId is { } program ? ListOf(search.ClientId, program) : ListOf(search.ClientId);
        var query = new QueryDefinition(search.ProgramId is null ? PageSql : PageOfProgramSql)
            .WithParameter("@from", list + Pages.PlaceOf(search.From, ""))
            .WithParameter(
                "@before",
                list + (cursor is null ? Pages.PlaceOf(search.To, "") : Pages.ParseCursor(cursor))
            );
        return await PageAsync(query, limit, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Page<Issue>> PendingAsync(OrgId org, string? cursor, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var query = new QueryDefinition(PendingSql)
            .WithParameter("@from", ListOf(org))
            // A place is hexadecimal, so this is behind them all.
            .WithParameter("@before", ListOf(org) + (cursor is null ? "g" : Pages.ParseCursor(cursor)));
        return PageAsync(query, limit, cancellationToken);
    }

    private async Task<Page<Issue>> PageAsync(QueryDefinition query, int limit, CancellationToken cancellationToken)
    {
        var items = new List<Issue>();
        // One more than asked for tells whether there is a next page.
        await foreach (var document in store.QueryAsync(query, null, limit + 1, cancellationToken))
            items.Add(DocumentForm.Read(document, IssueJson.Default.Issue));
        return Pages.Cut(items, limit, issue => Pages.Cursor(PlaceOf(issue)));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Issue>> DueAsync(
        DateTimeOffset before,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var query = new QueryDefinition(DueSql).WithParameter("@before", Pages.PlaceOf(before, ""));
        var due = new List<Issue>();
        await foreach (var document in store.QueryAsync(query, null, limit, cancellationToken))
            due.Add(DocumentForm.Read(document, IssueJson.Default.Issue));
        return due;
    }

    private static MemoryStream Write(DocumentKey key, Issue issue)
    {
        var position = ("position", ListOf(issue.ClientId) + PlaceOf(issue));
        var ofProgram = ("programPosition", ListOf(issue.ClientId, issue.ProgramId) + PlaceOf(issue));
        var pending = ("pending", ListOf(issue.OrgId) + PlaceOf(issue));
        return (issue.Status, issue.DueAt) switch
        {
            (IssueStatus.Pending, { } due) => DocumentForm.Write(
                key,
                issue,
                IssueJson.Default.Issue,
                position,
                ofProgram,
                pending,
                ("due", Pages.PlaceOf(due, ""))
            ),
            (IssueStatus.Pending, null) => DocumentForm.Write(
                key,
                issue,
                IssueJson.Default.Issue,
                position,
                ofProgram,
                pending
            ),
            _ => DocumentForm.Write(key, issue, IssueJson.Default.Issue, position, ofProgram),
        };
    }

    private static DocumentKey KeyOf(EntryId id) => new(id.ToString(), id.ToString());

    private static string ListOf(OrgId org) => $"{org}|";

    private static string ListOf(ClientId client) => $"{client}|";

    private static string ListOf(ClientId client, ProgramId program) => $"{client}|{program}|";

    private static string PlaceOf(Issue issue) => Pages.PlaceOf(issue.CreatedAt, issue.IssueId.ToString());
}
