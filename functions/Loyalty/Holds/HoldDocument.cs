using System.Text.Json;
using System.Text.Json.Serialization;
using Loyalty.Ledger.Rules;

namespace Loyalty.Holds;

/// <summary>A hold as its client sees it.</summary>
public sealed record HoldDocument
{
    public required EntryId HoldId { get; init; }

    /// <summary><c>held</c>, <c>captured</c> or <c>released</c>.</summary>
    public required string Status { get; init; }

    /// <summary>How many points are, or were, held.</summary>
    public required Points Amount { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>A hold that has just been placed.</summary>
    public static HoldDocument Of(LedgerEntry hold) => Of(hold, "held");

    internal static HoldDocument Of(LedgerEntry hold, string status) =>
        new()
        {
            HoldId = hold.Id,
            Status = status,
            Amount = -hold.Points,
            ExpiresAt = Hold.Of(hold).ExpiresAt,
        };
}

/// <summary>A hold that was captured.</summary>
/// <param name="Status"><c>captured</c>.</param>
/// <param name="Point">How many points are redeemed; the others went back.</param>
/// <param name="TransactionId">What can be reversed: the entry that placed the hold.</param>
public sealed record CaptureDocument(string Status, Points Point, EntryId TransactionId)
{
    internal static CaptureDocument Of(LedgerEntry hold, LedgerEntry end) =>
        new("captured", -hold.Points - end.Requested, hold.Id);
}

/// <summary>A hold that was released.</summary>
/// <param name="Status"><c>released</c>.</param>
public sealed record ReleaseDocument(string Status);

/// <summary>The JSON form of what is answered about holds.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(HoldDocument))]
[JsonSerializable(typeof(CaptureDocument))]
[JsonSerializable(typeof(ReleaseDocument))]
public sealed partial class HoldJson : JsonSerializerContext;
