using System.Text.Json.Nodes;

namespace Loyalty.Local.Tests.ApiReference;

/// <summary>The API document as a host serves it.</summary>
internal sealed class ApiDocument(JsonNode root)
{
    private static readonly string[] Methods = ["get", "put", "post", "delete"];

    public IEnumerable<ApiOperation> Operations =>
        from path in root["paths"]!.AsObject()
        from method in Methods
        let operation = path.Value![method]
        where operation is not null
        select new ApiOperation(
            method.ToUpperInvariant(),
            path.Key,
            operation["responses"]!.AsObject().Select(response => response.Key).ToHashSet(),
            ExampleOf(operation["requestBody"]),
            Parameters(operation["parameters"]).Concat(Parameters(path.Value["parameters"])).ToHashSet()
        )
        {
            Query = QueryOf(operation["parameters"]),
            BodySchema = SchemaOf(operation["requestBody"]),
        };

    /// <summary>The fields of an object, those of its parts included, and which of them are required.</summary>
    public (IReadOnlyDictionary<string, JsonNode> Fields, IReadOnlySet<string> Required) FieldsOf(JsonNode schema)
    {
        schema = Follow(schema);
        var fields = new Dictionary<string, JsonNode>();
        var required = new HashSet<string>();
        foreach (var part in schema["allOf"]?.AsArray() ?? [])
        {
            var (more, alsoRequired) = FieldsOf(part!);
            foreach (var (name, field) in more)
                fields.Add(name, field);
            required.UnionWith(alsoRequired);
        }

        foreach (var (name, field) in schema["properties"]?.AsObject() ?? [])
            fields.Add(name, field!);
        required.UnionWith(schema["required"]?.AsArray().Select(name => name!.GetValue<string>()) ?? []);
        return (fields, required);
    }

    /// <summary>The shapes that a value may have; one, unless it says <c>oneOf</c>.</summary>
    public IReadOnlyList<JsonNode> ShapesOf(JsonNode schema) =>
        Follow(schema)["oneOf"] is JsonArray shapes ? [.. shapes.Select(shape => Follow(shape!))] : [Follow(schema)];

    private IEnumerable<string> Parameters(JsonNode? parameters) =>
        parameters?.AsArray().Select(parameter => Follow(parameter!)["name"]!.GetValue<string>()) ?? [];

    private Dictionary<string, JsonNode> QueryOf(JsonNode? parameters) =>
        parameters
            ?.AsArray()
            .Select(parameter => Follow(parameter!))
            .Where(parameter => parameter["in"]!.GetValue<string>() == "query")
            .ToDictionary(parameter => parameter["name"]!.GetValue<string>(), parameter => Follow(parameter["schema"]!))
        ?? [];

    private JsonNode? SchemaOf(JsonNode? body) =>
        body is null ? null : Follow(body)["content"]?["application/json"]?["schema"];

    private JsonNode? ExampleOf(JsonNode? body) =>
        body is null ? null : Follow(body)["content"]?["application/json"]?["example"];

    private JsonNode Follow(JsonNode node) =>
        node["$ref"] is { } reference
            ? reference.GetValue<string>()[2..].Split('/').Aggregate(root, (at, name) => at[name]!)
            : node;
}
