namespace Loyalty.Programs;

/// <summary>What a value would be worth.</summary>
/// <param name="TotalPoints">The points.</param>
public sealed record PreviewDocument(Points TotalPoints);
