using System.Text.Json.Nodes;

namespace Loyalty.Local.Tests.ApiReference;

/// <summary>One operation of the API document.</summary>
/// <param name="Method">In upper case.</param>
/// <param name="Path">With its parameters in braces.</param>
/// <param name="Statuses">Those it promises.</param>
/// <param name="Example">A JSON body that it takes; null = it takes none.</param>
/// <param name="Parameters">The names of its parameters, wherever they stand.</param>
internal sealed record ApiOperation(
    string Method,
    string Path,
    IReadOnlySet<string> Statuses,
    JsonNode? Example,
    IReadOnlySet<string> Parameters
)
{
    /// <summary>Its query parameters by name.</summary>
    public required IReadOnlyDictionary<string, JsonNode> Query { get; init; }

    /// <summary>What its JSON body looks like; null = it takes none.</summary>
    public required JsonNode? BodySchema { get; init; }

    public bool IsManagement => Path.StartsWith("/manage/", StringComparison.Ordinal);

    public bool May(int status) => Statuses.Contains($"{status}");

    /// <summary>The path with its parameters filled in.</summary>
    public string At(IReadOnlyDictionary<string, string> values) =>
        string.Join('/', Path.Split('/').Select(part => part is ['{', .. var name, '}'] ? values[name] : part));
}
