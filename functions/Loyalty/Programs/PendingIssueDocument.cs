namespace Loyalty.Programs;

/// <summary>An issue that is not settled yet, as callers of the management API see it.</summary>
public sealed record PendingIssueDocument
{
    /// <summary>The aggregator's <c>id</c>.</summary>
    public required EntryId TransactionId { get; init; }
    public required RequestId ReferenceNumber { get; init; }
    public required ClientId ClientId { get; init; }
    public required ProgramId ProgramId { get; init; }

    /// <summary>The member of the program.</summary>
    public required MemberId UserId { get; init; }
    public required Points Points { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is tried again by itself; null = no more.</summary>
    public required DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>What the last attempt met, as a fixed word; null = nothing.</summary>
    public required string? Fault { get; init; }

    internal static PendingIssueDocument Of(Issue issue) =>
        new()
        {
            TransactionId = issue.IssueId,
            ReferenceNumber = issue.ReferenceNumber,
            ClientId = issue.ClientId,
            ProgramId = issue.ProgramId,
            UserId = issue.UserId,
            Points = issue.Points,
            CreatedAt = issue.CreatedAt,
            NextAttemptAt = issue.DueAt,
            Fault = issue.Remote?.Fault,
        };
}
