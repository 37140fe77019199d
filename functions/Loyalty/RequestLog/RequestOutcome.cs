namespace Loyalty.RequestLog;

/// <summary>How a request was answered.</summary>
public enum RequestOutcome
{
    /// <summary>Status 202: what it asked for follows.</summary>
    Accepted,

    /// <summary>Any other status below 400.</summary>
    Succeeded,

    /// <summary>A status from 400 to 499.</summary>
    Refused,

    /// <summary>A status from 500 on.</summary>
    Failed,
}
