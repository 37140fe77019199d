using Loyalty.Json;

namespace Loyalty.Programs;

/// <summary>How far an issue has come.</summary>
public enum IssueStatus
{
    Pending = 0,
    Success = 1,
    Failed = 2,
}

/// <summary>How callers see it.</summary>
internal static class IssueStatuses
{
    /// <summary>How far an issue has come; null = our own ledger decided at once.</summary>
    public static string? ShownStatus(this Issue issue) => issue.Remote is null ? null : Words.Of(issue.Status);
}
