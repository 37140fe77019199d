namespace Loyalty.PointsRequests;

/// <summary>What became of a points request at the door.</summary>
public abstract record AdmissionOutcome
{
    private AdmissionOutcome() { }

    /// <summary>Claimed and durably queued: 202.</summary>
    /// <param name="RequestId">The caller's id.</param>
    /// <param name="TransactionId">The entry that it ends in.</param>
    /// <param name="Replayed">Whether it was accepted before.</param>
    public sealed record Accepted(RequestId RequestId, EntryId TransactionId, bool Replayed) : AdmissionOutcome;

    /// <summary>Refused, and nothing claimed.</summary>
    public sealed record Refused(Problem Problem) : AdmissionOutcome;
}
