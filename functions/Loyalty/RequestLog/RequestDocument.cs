namespace Loyalty.RequestLog;

/// <summary>A request and how it was answered, as callers see it.</summary>
public sealed record RequestDocument
{
    public required DateTimeOffset At { get; init; }

    /// <summary><c>accepted</c>, <c>succeeded</c>, <c>refused</c> or <c>failed</c>.</summary>
    public required RequestOutcome Outcome { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>By the table of refusals; null = it was not refused.</summary>
    public string? Code { get; init; }
    public required ClientId ClientId { get; init; }
    public required string Method { get; init; }
    public required string Path { get; init; }
    public RuleId? RuleId { get; init; }
    public MemberId? UserId { get; init; }
    public RequestId? RequestId { get; init; }
    public EntryId? TransactionId { get; init; }
    public string? TraceId { get; init; }
    public required int DurationMs { get; init; }

    /// <summary>The request as callers see it.</summary>
    public static RequestDocument Of(RequestRecord record) =>
        new()
        {
            At = record.At,
            Outcome = record.Outcome,
            Status = record.Status,
            Code = record.Code == Refusal.None ? null : record.Code.Form().Code,
            ClientId = record.ClientId,
            Method = record.Method,
            Path = record.Path,
            RuleId = record.RuleId,
            UserId = record.MemberId,
            RequestId = record.RequestId,
            TransactionId = record.TransactionId,
            TraceId = record.TraceId,
            DurationMs = record.DurationMs,
        };
}
