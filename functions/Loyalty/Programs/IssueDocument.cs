using System.Text.Json.Serialization;

namespace Loyalty.Programs;

/// <summary>The answer to an issue (seed 003).</summary>
public sealed record IssueDocument
{
    public required EntryId Id { get; init; }
    public required Points TotalPoints { get; init; }
    public required RequestId ReferenceNumber { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary><c>pending</c> or <c>success</c>, where another system keeps the program's books.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Status { get; init; }

    public static IssueDocument Of(Issue issue) =>
        new()
        {
            Id = issue.IssueId,
            TotalPoints = issue.TotalPoints,
            ReferenceNumber = issue.ReferenceNumber,
            Date = issue.CreatedAt,
            Status = issue.ShownStatus(),
        };
}
