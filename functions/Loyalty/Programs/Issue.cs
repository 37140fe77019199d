namespace Loyalty.Programs;

/// <summary>Points that a client issues to a member of a program for a value: recorded before anything is done about it,
/// and settled for good, whoever does it.</summary>
public sealed record Issue
{
    /// <summary>Also the id of the entry that it ends in where the program is ours.</summary>
    public required EntryId IssueId { get; init; }
    public required OrgId OrgId { get; init; }
    public required ClientId ClientId { get; init; }

    /// <summary>The client's own id of it, unique for ever.</summary>
    public required RequestId ReferenceNumber { get; init; }
    public required ProgramId ProgramId { get; init; }

    /// <summary>The member of the program.</summary>
    public required MemberId UserId { get; init; }

    /// <summary>In whole units of the program's currency.</summary>
    public required long Value { get; init; }

    /// <summary>What that is worth by the program's rate at the time.</summary>
    public required Points Points { get; init; }
    public required bool Bonus { get; init; }
    public string? Description { get; init; }

    /// <summary>By which another request under the same reference number is told from the same one.</summary>
    public required string ContentHash { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required IssueStatus Status { get; init; }

    /// <summary>Why it failed; <see cref="Refusal.None"/> otherwise.</summary>
    public Refusal Code { get; init; }

    /// <summary>When somebody has to look after it again; null = it is settled.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Settled.</summary>
    public Issue Settled(Refusal code) =>
        this with
        {
            Status = code == Refusal.None ? IssueStatus.Success : IssueStatus.Failed,
            Code = code,
            DueAt = null,
        };
}

/// <summary>How far an issue has come.</summary>
public enum IssueStatus
{
    Pending = 0,
    Success = 1,
    Failed = 2,
}
