namespace Loyalty.RequestLog;

/// <summary>An authenticated request and how it was answered. Nothing of its body, query or headers is kept but the ids
/// that it names.</summary>
public sealed record RequestRecord
{
    /// <summary>When it came in.</summary>
    public required DateTimeOffset At { get; init; }
    public required ClientId ClientId { get; init; }
    public required string Method { get; init; }

    /// <summary>Without the query.</summary>
    public required string Path { get; init; }

    /// <summary>The HTTP status of the answer.</summary>
    public required int Status { get; init; }

    /// <summary>Why it was refused; <see cref="Refusal.None"/> = it was not.</summary>
    public Refusal Code { get; init; }

    /// <summary>The ids that it names, as far as they were read.</summary>
    public RuleId? RuleId { get; init; }
    public ProgramId? ProgramId { get; init; }
    public MemberId? MemberId { get; init; }
    public RequestId? RequestId { get; init; }

    /// <summary>The entry that an accepted points request ends in.</summary>
    public EntryId? TransactionId { get; init; }

    /// <summary>The trace id of W3C Trace Context.</summary>
    public string? TraceId { get; init; }

    /// <summary>Until the answer began.</summary>
    public int DurationMs { get; init; }

    /// <summary>The answer in one word.</summary>
    internal RequestOutcome Outcome =>
        Status switch
        {
            202 => RequestOutcome.Accepted,
            < 400 => RequestOutcome.Succeeded,
            < 500 => RequestOutcome.Refused,
            _ => RequestOutcome.Failed,
        };

    /// <summary>Whether it asked for points to be moved, and was not accepted.</summary>
    public bool IsRefusedPointsRequest =>
        Code != Refusal.None && Method == "POST" && Path.EndsWith("/points", StringComparison.Ordinal);
}
