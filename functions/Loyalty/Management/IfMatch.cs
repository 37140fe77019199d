namespace Loyalty.Management;

/// <summary>The versions that a change may be made to (RFC 9110 §13.1.1).</summary>
/// <param name="Tags">Their tags, without quotes; null = any version.</param>
public sealed record IfMatch(IReadOnlyList<string>? Tags);
