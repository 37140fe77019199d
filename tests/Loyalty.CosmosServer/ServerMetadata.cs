using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Loyalty.CosmosServer;

/// <summary>What the client library asks about the account before its first operation.</summary>
public static class ServerMetadata
{
    private const string KeyRangesTag = "\"1\"";
    private static readonly string DatabaseRid = Convert.ToBase64String(StoredContainer.Rid.AsSpan(0, 4));
    private static readonly string ContainerRid = Convert.ToBase64String(StoredContainer.Rid);

    /// <summary>The account; it names the address that it was reached at, and the library goes on there.</summary>
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

    /// <summary>A container. All have one resource id, because nothing is asked by it but how its keys are spread, which
    /// all have in common too.</summary>
    public static ServerReply Container(ContainerDefinition definition)
    {
        var json = (JsonObject)definition.Json.DeepClone();
        json["_rid"] = ContainerRid;
        json["_self"] = $"dbs/{DatabaseRid}/colls/{ContainerRid}/";
        json["_etag"] = "\"1\"";
        return Reply(json);
    }

    /// <summary>The key ranges; asked again with their tag, nothing new.</summary>
    public static ServerReply KeyRanges(KeyRanges ranges, string? ifNoneMatch) =>
        ifNoneMatch == KeyRangesTag
            ? new ServerReply(HttpStatusCode.NotModified) { ETag = KeyRangesTag, ItemCount = 0 }
            : Reply(
                new
                {
                    _rid = ContainerRid,
                    PartitionKeyRanges = Enumerable
                        .Range(0, ranges.Count)
                        .Select(range => new
                        {
                            id = $"{range}",
                            _rid = Convert.ToBase64String([
                                .. StoredContainer.Rid,
                                (byte)(range + 2),
                                0,
                                0,
                                0,
                                0,
                                0,
                                0,
                                80,
                            ]),
                            _etag = "\"1\"",
                            minInclusive = ranges.StartOf(range),
                            maxExclusive = ranges.StartOf(range + 1),
                            status = "online",
                            parents = Array.Empty<string>(),
                        }),
                    _count = ranges.Count,
                }
            ) with
            {
                ETag = KeyRangesTag,
                ItemCount = ranges.Count,
            };

    /// <summary>How the client library asks every key range and puts the answers together.</summary>
    public static ServerReply Plan(SqlQuery query) =>
        Reply(
            new
            {
                partitionedQueryExecutionInfoVersion = 2,
                queryInfo = new
                {
                    distinctType = "None",
                    orderBy = query.Order is { } order ? new[] { order.Descending ? "Descending" : "Ascending" } : [],
                    orderByExpressions = query.Order is { } by ? new[] { $"c.{by.Property}" } : [],
                    groupByExpressions = Array.Empty<string>(),
                    groupByAliases = Array.Empty<string>(),
                    aggregates = Array.Empty<string>(),
                    groupByAliasToAggregateType = new Dictionary<string, string>(),
                    rewrittenQuery = query.ForMerging(),
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
