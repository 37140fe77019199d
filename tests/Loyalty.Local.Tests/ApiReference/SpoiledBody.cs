using System.Text.Json.Nodes;

namespace Loyalty.Local.Tests.ApiReference;

/// <summary>A body that differs from a good one in one field.</summary>
/// <param name="Field">Its path.</param>
/// <param name="What">What it is now.</param>
/// <param name="Body">The body.</param>
/// <param name="IsWrong">Whether the document does not allow it, so that the answer must name the field; else it must
/// not.</param>
internal sealed record SpoiledBody(string Field, string What, JsonNode Body, bool IsWrong);
