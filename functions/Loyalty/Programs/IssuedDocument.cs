using System.Globalization;
using System.Text.Json.Serialization;
using Loyalty.Catalog;

namespace Loyalty.Programs;

/// <summary>What was issued, as it is read and listed (seed 003).</summary>
public sealed record IssuedDocument
{
    public required EntryId Id { get; init; }
    public required RequestId ReferenceNumber { get; init; }
    public required long SourceValue { get; init; }

    /// <summary>The client's own words; empty = it gave none.</summary>
    public required string Description { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required MemberId UserId { get; init; }
    public required IReadOnlyList<PointTransaction> PointTransactions { get; init; }
    public required Partnership Partnership { get; init; }

    /// <summary><c>pending</c>, <c>success</c> or <c>failed</c>, where another system keeps the program's books.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Status { get; init; }

    /// <summary>Why it failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Code { get; init; }

    /// <summary>What the last attempt met, or the other system's word for why it failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Fault { get; init; }

    /// <param name="issue">The issue.</param>
    /// <param name="program">Its program; null = it is gone.</param>
    public static IssuedDocument Of(Issue issue, PointProgram? program) =>
        new()
        {
            Id = issue.IssueId,
            ReferenceNumber = issue.ReferenceNumber,
            SourceValue = issue.Value,
            Description = issue.Description ?? "",
            CreatedAt = issue.CreatedAt,
            UserId = issue.UserId,
            PointTransactions =
            [
                new PointTransaction(
                    issue.TotalPoints.Value.ToString(CultureInfo.InvariantCulture),
                    issue.Bonus ? "bonus" : "base"
                ),
            ],
            Partnership = new Partnership(
                new PartnershipDestination(program?.Name ?? issue.ProgramId.Value, issue.ProgramId)
            ),
            Status = issue.ShownStatus(),
            Code = issue is { Remote: not null, Status: IssueStatus.Failed } ? issue.Code.Form().Code : null,
            Fault = issue.Remote?.Fault,
        };
}

/// <param name="DestinationNumberOfPoints">How many, as text.</param>
/// <param name="Type"><c>base</c> or <c>bonus</c>.</param>
public sealed record PointTransaction(string DestinationNumberOfPoints, string Type);

/// <summary>Between the client's organisation and the program.</summary>
public sealed record Partnership(PartnershipDestination Destination);

/// <summary>The program.</summary>
public sealed record PartnershipDestination(string Name, ProgramId ProgramId);
