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
        );

    private IEnumerable<string> Parameters(JsonNode? parameters) =>
        parameters?.AsArray().Select(parameter => Follow(parameter!)["name"]!.GetValue<string>()) ?? [];

    private JsonNode? ExampleOf(JsonNode? body) =>
        body is null ? null : Follow(body)["content"]?["application/json"]?["example"];

    private JsonNode Follow(JsonNode node) =>
        node["$ref"] is { } reference
            ? reference.GetValue<string>()[2..].Split('/').Aggregate(root, (at, name) => at[name]!)
            : node;
}
