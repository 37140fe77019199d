using System.Net;
using System.Text.Json;

namespace Loyalty.Azure.Tests.CosmosServer;

/// <summary>What the client library asks about the account before its first operation.</summary>
public static class ServerMetadata
{
    private const string KeyRangesTag = "\"1\"";
    private static readonly string DatabaseRid = Convert.ToBase64String(StoredContainer.Rid.AsSpan(0, 4));
    private static readonly string ContainerRid = Convert.ToBase64String(StoredContainer.Rid);

    public static ServerReply Account(Uri endpoint) =>
        Reply(
            new
            {
                _self = "",
                id = "in-process",
                _rid = "in-process",
                media = "//media/",
                addresses = "//addresses/",
                _dbs = "//dbs/",
                writableLocations = new[] { new { name = "Here", databaseAccountEndpoint = endpoint.ToString() } },
                readableLocations = new[] { new { name = "Here", databaseAccountEndpoint = endpoint.ToString() } },
                enableMultipleWriteLocations = false,
                userReplicationPolicy = new
                {
                    asyncReplication = false,
                    minReplicaSetSize = 1,
                    maxReplicasetSize = 4,
                },
                userConsistencyPolicy = new { defaultConsistencyLevel = "Session" },
                systemReplicationPolicy = new { minReplicaSetSize = 1, maxReplicasetSize = 4 },
                readPolicy = new { primaryReadCoefficient = 1, secondaryReadCoefficient = 1 },
                queryEngineConfiguration = """{"maxSqlQueryInputLength":262144}""",
            }
        );

    public static ServerReply Database(string name) =>
        Reply(
            new
            {
                id = name,
                _rid = DatabaseRid,
                _self = $"dbs/{DatabaseRid}/",
                _etag = "\"1\"",
            }
        );

    public static ServerReply Container(string name) =>
        Reply(
            new
            {
                id = name,
                partitionKey = new
                {
                    paths = new[] { "/pk" },
                    kind = "Hash",
                    version = 2,
                },
                _rid = ContainerRid,
                _self = $"dbs/{DatabaseRid}/colls/{ContainerRid}/",
                _etag = "\"1\"",
            }
        );

    /// <summary>One range over everything; asked again with its tag, nothing new.</summary>
    public static ServerReply KeyRanges(string? ifNoneMatch) =>
        ifNoneMatch == KeyRangesTag
            ? new ServerReply(HttpStatusCode.NotModified) { ETag = KeyRangesTag, ItemCount = 0 }
            : Reply(
                new
                {
                    _rid = ContainerRid,
                    PartitionKeyRanges = new[]
                    {
                        new
                        {
                            id = "0",
                            _rid = Convert.ToBase64String([.. StoredContainer.Rid, 2, 0, 0, 0, 0, 0, 0, 80]),
                            _etag = "\"1\"",
                            minInclusive = "",
                            maxExclusive = "FF",
                            status = "online",
                            parents = Array.Empty<string>(),
                        },
                    },
                    _count = 1,
                }
            ) with
            {
                ETag = KeyRangesTag,
                ItemCount = 1,
            };

    /// <summary>The plan of a query that every partition can answer as it stands.</summary>
    public static ServerReply PassThroughPlan() =>
        Reply(
            new
            {
                partitionedQueryExecutionInfoVersion = 2,
                queryInfo = new
                {
                    distinctType = "None",
                    orderBy = Array.Empty<string>(),
                    orderByExpressions = Array.Empty<string>(),
                    groupByExpressions = Array.Empty<string>(),
                    groupByAliases = Array.Empty<string>(),
                    aggregates = Array.Empty<string>(),
                    groupByAliasToAggregateType = new Dictionary<string, string>(),
                    rewrittenQuery = "",
                    hasSelectValue = false,
                },
                queryRanges = new[]
                {
                    new
                    {
                        min = "",
                        max = "FF",
                        isMinInclusive = true,
                        isMaxInclusive = false,
                    },
                },
            }
        );

    private static ServerReply Reply<T>(T json) => new(HttpStatusCode.OK, JsonSerializer.SerializeToUtf8Bytes(json));
}
