using System.Text.Json.Nodes;

namespace Loyalty.CosmosServer;

/// <summary>What a container was made as.</summary>
/// <param name="Id">Its name.</param>
/// <param name="DefaultTtl">Default time to live, in seconds; -1 = a document may say; null = time to live is off.</param>
/// <param name="IndexedPaths">What is indexed; null = everything.</param>
/// <param name="Json">The definition as it was sent.</param>
public sealed record ContainerDefinition(
    string Id,
    int? DefaultTtl,
    IReadOnlyList<string>? IndexedPaths,
    JsonObject Json
)
{
    /// <summary>A container with everything indexed, unless paths are named.</summary>
    public static ContainerDefinition Of(
        string id,
        int? defaultTtl = null,
        IReadOnlyList<string>? indexedPaths = null
    ) =>
        new(
            id,
            defaultTtl,
            indexedPaths,
            new JsonObject
            {
                ["id"] = id,
                ["partitionKey"] = new JsonObject
                {
                    ["paths"] = new JsonArray("/pk"),
                    ["kind"] = "Hash",
                    ["version"] = 2,
                },
            }
        );

    /// <summary>What a client wants made; anything but a container partitioned by <c>/pk</c> is refused.</summary>
    public static ContainerDefinition Parse(byte[] body)
    {
        var json = JsonNode.Parse(body) as JsonObject ?? throw ServerException.Bad("A definition is an object.");
        var key = json["partitionKey"];
        if (key?["paths"] is not JsonArray { Count: 1 } paths || paths[0]?.GetValue<string>() != "/pk")
            throw ServerException.Bad("The partition key is not /pk.");
        if (key["version"]?.GetValue<int>() != 2)
            throw ServerException.Bad("Partition keys are hashed by version 2.");
        return new ContainerDefinition(
            json["id"]?.GetValue<string>() ?? throw ServerException.Bad("A container has a name."),
            json["defaultTtl"]?.GetValue<int>(),
            json["indexingPolicy"] is { } policy ? Indexed(policy) : null,
            json
        );
    }

    /// <summary>Whether documents can be ordered by one of their properties. As in the service, <c>id</c> and <c>_ts</c>
    /// are always indexed.</summary>
    public bool IsIndexed(string property) =>
        property is "id" or "_ts" || (IndexedPaths?.Contains($"/{property}/?") ?? true);

    /// <summary>Whether an ordered list has the documents without the property too. As in the service: where its path is
    /// named by the policy, not where a wildcard takes it in.</summary>
    public bool ListsAbsent(string property) => IndexedPaths?.Contains($"/{property}/?") ?? false;

    private static List<string>? Indexed(JsonNode policy)
    {
        var paths = (policy["includedPaths"] as JsonArray ?? []).Select(path => path!["path"]!.GetValue<string>());
        var indexed = paths.ToList();
        return indexed.Contains("/*") ? null : indexed;
    }
}
