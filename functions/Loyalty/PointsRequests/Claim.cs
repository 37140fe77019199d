namespace Loyalty.PointsRequests;

/// <summary>A used request id.</summary>
/// <param name="Message">The message that it was claimed with.</param>
/// <param name="At">When, by the clock of the store, which may only know the second.</param>
public sealed record Claim(PointsMessage Message, DateTimeOffset At);
