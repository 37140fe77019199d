namespace Loyalty.Embedded;

/// <summary>What lies in a queue.</summary>
/// <param name="Due">Messages that may be delivered by now, those being handled included; counting stops at
/// <see cref="MostCounted"/>.</param>
/// <param name="Later">Messages whose time has not come; counted likewise.</param>
/// <param name="Parked">Messages of this queue that were put aside.</param>
/// <param name="OldestAge">For how long the first of those due has been due; null when none is.</param>
public sealed record QueueDepth(long Due, long Later, long Parked, TimeSpan? OldestAge)
{
    /// <summary>Where counting stops, so that looking at a large backlog does not slow its handling.</summary>
    public const int MostCounted = 100_000;
}
