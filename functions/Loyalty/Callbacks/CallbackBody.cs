using System.Text.Json.Serialization;

namespace Loyalty.Callbacks;

/// <summary>
/// What a caller learns of a request's outcome: the fields of the two samples in seed 000, in their order. The polling
/// answer has the same fields.
/// </summary>
public sealed record CallbackBody
{
    /// <summary><c>point_earn</c> or <c>point_burn</c>.</summary>
    [JsonPropertyOrder(0)]
    public required string Action { get; init; }

    [JsonPropertyOrder(1)]
    public required ClientId ClientId { get; init; }

    [JsonPropertyOrder(2)]
    public required MemberId UserId { get; init; }

    [JsonPropertyOrder(3)]
    public required RequestId RequestId { get; init; }

    [JsonPropertyOrder(4)]
    public required RuleId RuleId { get; init; }

    /// <summary>Points earned or redeemed, without sign; absent when failed.</summary>
    [JsonPropertyOrder(5)]
    public Points? Point { get; init; }

    /// <summary>Absent from a failed callback, as in the seed; the polling answer always has it.</summary>
    [JsonPropertyOrder(6)]
    public EntryId? TransactionId { get; init; }

    /// <summary>When it was decided: RFC 3339, UTC, seven fractional digits, <c>Z</c>.</summary>
    [JsonPropertyOrder(7)]
    public required string Timestamp { get; init; }

    /// <summary><c>success</c> or <c>failed</c>.</summary>
    [JsonPropertyOrder(8)]
    public required string Status { get; init; }

    /// <summary>One constant per refusal, see <see cref="RefusalForm.CallbackMessage"/>; absent on success.</summary>
    [JsonPropertyOrder(9)]
    public string? ErrorMessage { get; init; }
}
