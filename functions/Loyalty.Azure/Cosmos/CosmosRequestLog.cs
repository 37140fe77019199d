using Loyalty.RequestLog;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.Cosmos;

/// <summary>
/// How requests were answered. A segment is one document, so that a hundred requests cost one write; it has a partition of
/// its own and vanishes by itself, and a list asks all partitions along one index of organisation and time, or one of the
/// words that segments stand under.
/// </summary>
internal sealed class CosmosRequestLog(CosmosContainers containers, IOptions<CosmosOptions> options, TimeProvider time)
    : IRequestLog
{
    private const string ReadAllSql =
        "SELECT * FROM c WHERE c.position >= @from AND c.position < @before ORDER BY c.position DESC";
    private const string ReadSql =
        "SELECT * FROM c WHERE c.position >= @from AND c.position < @before AND ARRAY_CONTAINS(c.terms, @term)"
        + " ORDER BY c.position DESC";
    private const string JournalSql =
        "SELECT * FROM c WHERE c.journal > @after AND c.journal < @before ORDER BY c.journal";

    private readonly DocumentStore store = containers.RequestLog;

    /// <inheritdoc/>
    public async Task AppendAsync(RequestSegment segment, CancellationToken cancellationToken)
    {
        var (org, key) = (segment.OrgId, new DocumentKey(segment.Place, segment.Place));
        var terms = RequestTerms.Of(segment);
        var document = DocumentForm.WriteUnmarked(
            key,
            segment,
            RequestLogJson.Default.RequestSegment,
            writer =>
            {
                writer.WriteString("position", ListOf(org) + segment.Place);
                // By the time of this write: reports follow what is stored, however late.
                writer.WriteString("journal", ListOf(org) + Now() + segment.Place[^16..]);
                writer.WriteStartArray("terms");
                foreach (var term in terms)
                    if (term != RequestTerms.All)
                        writer.WriteStringValue(ListOf(org) + term);
                writer.WriteEndArray();
                var left = Math.Ceiling((segment.KeptUntil - time.GetUtcNow()).TotalSeconds);
                writer.WriteNumber("ttl", (int)Math.Max(1, left));
            }
        );
        await store.CreateAsync(key, document, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RequestSegment>> ReadAsync(
        OrgId org,
        string term,
        string from,
        string before,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var query = new QueryDefinition(term == RequestTerms.All ? ReadAllSql : ReadSql)
            .WithParameter("@from", ListOf(org) + from)
            .WithParameter("@before", ListOf(org) + before);
        if (term != RequestTerms.All)
            query.WithParameter("@term", ListOf(org) + term);
        var segments = new List<RequestSegment>();
        await foreach (var document in store.QueryAsync(query, null, limit, cancellationToken))
            segments.Add(DocumentForm.Read(document, RequestLogJson.Default.RequestSegment));
        return segments;
    }

    /// <inheritdoc/>
    public async Task<SegmentPage> JournalAsync(
        OrgId org,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        // By now all that was sent before has been stored or never will be.
        var settled = RequestSegment.TimeOf(time.GetUtcNow() - options.Value.JournalLag);
        var after = cursor ?? "";
        var query = new QueryDefinition(JournalSql)
            .WithParameter("@after", ListOf(org) + after)
            .WithParameter("@before", ListOf(org) + settled);
        var last = after;
        var segments = new List<RequestSegment>();
        await foreach (var document in store.QueryAsync(query, null, limit, cancellationToken))
        {
            segments.Add(DocumentForm.Read(document, RequestLogJson.Default.RequestSegment));
            last = document.GetProperty("journal").GetString()?[ListOf(org).Length..] ?? last;
        }

        if (segments.Count == limit)
            return new SegmentPage(segments, last, IsEnd: false);
        // A clock that was set back does not lead back.
        return new SegmentPage(segments, string.CompareOrdinal(settled, last) > 0 ? settled : last, IsEnd: true);
    }

    /// <summary>Nothing: documents have a time to live.</summary>
    public Task<int> ForgetAsync(DateTimeOffset before, int most, CancellationToken cancellationToken) =>
        Task.FromResult(0);

    private string Now() => RequestSegment.TimeOf(time.GetUtcNow());

    private static string ListOf(OrgId org) => $"{org}|";
}
