namespace Loyalty.RequestLog;

/// <summary>Which requests are looked for; what is null does not matter.</summary>
public sealed record RequestFilter
{
    public ClientId? ClientId { get; init; }

    /// <summary>The HTTP status of the answer.</summary>
    public int? Status { get; init; }
    public RequestOutcome? Outcome { get; init; }
    public Refusal? Code { get; init; }
    public MemberId? MemberId { get; init; }

    /// <summary>From this instant on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Before this instant.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Whether a request is looked for.</summary>
    public bool Matches(RequestRecord record) =>
        (ClientId is not { } client || record.ClientId == client)
        && (Status is not { } status || record.Status == status)
        && (Outcome is not { } outcome || record.Outcome == outcome)
        && (Code is not { } code || record.Code == code)
        && (MemberId is not { } member || record.MemberId == member)
        && !(record.At < From)
        && !(record.At >= To);
}
