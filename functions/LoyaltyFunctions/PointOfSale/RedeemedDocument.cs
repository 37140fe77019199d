using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;
using Loyalty;
using Loyalty.PointOfSale;

namespace LoyaltyFunctions.PointOfSale;

/// <summary>The answer to redemptions and reversals, as in seed 004: members, their order and their types.</summary>
internal sealed record RedeemedDocument(RedeemedResponse Response)
{
    /// <summary>The answer to one request.</summary>
    public static RedeemedDocument Of(IReadOnlyList<RedeemedPoints> points) =>
        new(new RedeemedResponse(TillStatus.Handled, new RedeemedResponses(points)));
}

/// <param name="Status">How the request as a whole went.</param>
/// <param name="Responses">How each of its items went.</param>
internal sealed record RedeemedResponse(TillStatus Status, RedeemedResponses Responses);

/// <param name="Points">One for each item, in their order; a single one stands by itself.</param>
internal sealed record RedeemedResponses(
    [property: JsonConverter(typeof(OneOrSeveralConverter))] IReadOnlyList<RedeemedPoints> Points
);

/// <summary>How one item went.</summary>
internal sealed record RedeemedPoints
{
    public required string Mobile { get; init; }
    public required string Email { get; init; }
    public required string ExternalId { get; init; }
    public required string UserId { get; init; }
    public required string RedemptionId { get; init; }
    public required string PointsRedeemed { get; init; }
    public required decimal RedeemedValue { get; init; }
    public required decimal RedeemedLocalValue { get; init; }
    public required Loyalty.Points Balance { get; init; }
    public required SideEffects SideEffects { get; init; }
    public required TillStatus ItemStatus { get; init; }

    /// <summary>Whose points were spent of a group, or go back; left out where it is about no group.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SpentShare>? GroupBreakdown { get; init; }

    /// <summary>The answer to a redemption.</summary>
    /// <param name="customer">Whom the till named.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="sent">The points and the code that the till sent.</param>
    /// <param name="done">What to say when it was done.</param>
    public static RedeemedPoints Of(
        Customer customer,
        TillOutcome outcome,
        (string? Points, string? ValidationCode) sent,
        string done
    ) =>
        new()
        {
            Mobile = TillText.MobileOf(customer, outcome.Member),
            Email = outcome.Member?.Email ?? customer.Email ?? "",
            ExternalId = outcome.Member?.ExternalId ?? customer.ExternalId ?? "",
            UserId = outcome.Member?.MemberId.Value ?? customer.UserId ?? "",
            RedemptionId = outcome.RedemptionId?.ToString() ?? "",
            PointsRedeemed = outcome.Points?.ToString() ?? sent.Points ?? "",
            RedeemedValue = outcome.Worth.Base,
            RedeemedLocalValue = outcome.Worth.Local,
            Balance = outcome.Balance,
            SideEffects = new SideEffects(
                (outcome.Entry?.Id ?? outcome.Group?.Id) is { } id ? [SideEffect.Of(id, outcome, sent)] : []
            ),
            GroupBreakdown = outcome
                .Breakdown?.Select(share => new SpentShare(share.UserId.Value, share.Points))
                .ToList(),
            ItemStatus = TillStatus.Of(outcome, done),
        };
}

/// <param name="UserId">A member of the group.</param>
/// <param name="Points">How many of that member's points.</param>
internal sealed record SpentShare(string UserId, Loyalty.Points Points);

/// <param name="Effect">What became of points; empty = nothing did.</param>
internal sealed record SideEffects(IReadOnlyList<SideEffect> Effect);

/// <summary>What became of points.</summary>
internal sealed record SideEffect
{
    public required long Id { get; init; }
    public required string CaseValue { get; init; }
    public required Loyalty.Points NumPoints { get; init; }
    public required decimal CurrencyValue { get; init; }
    public required string ValidationCode { get; init; }
    public required string PointsRedemptionSummaryId { get; init; }
    public required string RedeemedOnBillNumber { get; init; }
    public required long RedeemedOnBillId { get; init; }
    public required string Type { get; init; }

    public static SideEffect Of(EntryId id, TillOutcome outcome, (string? Points, string? ValidationCode) sent)
    {
        var number = NumberOf(id);
        return new SideEffect
        {
            Id = number,
            CaseValue = "true",
            NumPoints = outcome.Points ?? Loyalty.Points.Zero,
            CurrencyValue = outcome.Worth.Base,
            ValidationCode = sent.ValidationCode ?? "",
            PointsRedemptionSummaryId = number.ToString(),
            RedeemedOnBillNumber = (outcome.Group?.Reference ?? outcome.Entry?.Reference) ?? "",
            // Bills are known by their number alone.
            RedeemedOnBillId = -1,
            Type = "points",
        };
    }

    /// <summary>The entry's id as a number of 53 bits, which every reader of JSON keeps exact.</summary>
    private static long NumberOf(EntryId id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) & ((1UL << 53) - 1));
    }
}

/// <summary>Writes a single item by itself, and several as an array: one redemption is answered by an object.</summary>
internal sealed class OneOrSeveralConverter : JsonConverter<IReadOnlyList<RedeemedPoints>>
{
    /// <inheritdoc/>
    public override IReadOnlyList<RedeemedPoints> Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) => throw new NotSupportedException("It is only ever written.");

    /// <inheritdoc/>
    public override void Write(
        Utf8JsonWriter writer,
        IReadOnlyList<RedeemedPoints> value,
        JsonSerializerOptions options
    )
    {
        if (value is [var only])
            JsonSerializer.Serialize(writer, only, TillJson.Default.RedeemedPoints);
        else
        {
            writer.WriteStartArray();
            foreach (var item in value)
                JsonSerializer.Serialize(writer, item, TillJson.Default.RedeemedPoints);
            writer.WriteEndArray();
        }
    }
}
