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

    /// <summary>When the timer looks after it again; null = it is settled, or was given up and waits for somebody.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Where it is sent, and how far that has come; null = it goes into our own ledger.</summary>
    public RemoteIssue? Remote { get; init; }

    /// <summary>The points that the member has, or shall have.</summary>
    public Points TotalPoints => Remote?.Awarded ?? Points;

    /// <summary>Settled.</summary>
    public Issue Settled(Refusal code) =>
        this with
        {
            Status = code == Refusal.None ? IssueStatus.Success : IssueStatus.Failed,
            Code = code,
            DueAt = null,
            Remote = Remote is null ? null : Remote with { HeldUntil = null },
        };
}

/// <summary>An issue on its way to another system. Whatever happens to the program meanwhile, it goes to the system, the
/// client and the rule that it was recorded for: sent elsewhere, it could be booked twice.</summary>
public sealed record RemoteIssue
{
    public required string BaseUrl { get; init; }
    public required ClientId ClientId { get; init; }
    public required RuleId RuleId { get; init; }

    /// <summary>Where the other system calls back; null = nowhere.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary>How often somebody has taken it in hand; who has done so last is known by the number.</summary>
    public required int Attempts { get; init; }

    /// <summary>Until when nobody else may send it; null = nobody has it in hand.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>When it was last sent, or may have been, without an answer that tells what became of that; null =
    /// never.</summary>
    public DateTimeOffset? UncertainAt { get; init; }

    /// <summary>Whether the other system has called back since it was last taken in hand.</summary>
    public bool Told { get; init; }

    /// <summary>What the last attempt met, or the other system's word for why not; null = nothing.</summary>
    public string? Fault { get; init; }

    /// <summary>The points that the other system has booked, which may be fewer than were asked for.</summary>
    public Points? Awarded { get; init; }
}
