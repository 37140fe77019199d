namespace Loyalty.Local.Tests.ApiReference;

/// <summary>A request and its answer, as <c>tests/openapi/check.mjs</c> reads them.</summary>
internal sealed record Exchange
{
    public required string Method { get; init; }
    public required string Path { get; init; }
    public string? RequestType { get; init; }
    public string? RequestBody { get; init; }
    public required int Status { get; init; }

    /// <summary>By name in lower case.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }
    public required string Body { get; init; }
}
