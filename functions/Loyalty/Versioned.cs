namespace Loyalty;

/// <summary>A stored value with the tag that a later write must name.</summary>
/// <param name="Value">What was read.</param>
/// <param name="ETag">Opaque; changes with every write.</param>
/// <typeparam name="T">The value's type.</typeparam>
public sealed record Versioned<T>(T Value, string ETag);
