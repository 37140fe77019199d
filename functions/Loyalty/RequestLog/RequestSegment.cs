using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Loyalty.RequestLog;

/// <summary>Requests of one organisation that are stored together: one write serves many.</summary>
public sealed record RequestSegment
{
    /// <summary>Most requests in one.</summary>
    public const int MostRecords = 100;

    /// <summary>How much later than its first request its last one came in, at most.</summary>
    public static readonly TimeSpan MostSpan = TimeSpan.FromSeconds(10);

    private const int TimeLength = 16;
    private const int PlaceLength = TimeLength + 16;

    /// <summary>Its identity, and its place among the organisation's segments in ordinal order: 16 hexadecimal digits of
    /// its first request's time, and 16 of chance.</summary>
    public required string Place { get; init; }
    public required OrgId OrgId { get; init; }

    /// <summary>When its time is over.</summary>
    public DateTimeOffset KeptUntil { get; init; }

    /// <summary>The requests, oldest first.</summary>
    public required ImmutableArray<RequestRecord> Records { get; init; }

    /// <summary>What is before all places of the instant or later, and behind all earlier ones.</summary>
    public static string TimeOf(DateTimeOffset instant) => $"{instant.UtcTicks:x16}";

    /// <summary>Whether the text is a place.</summary>
    public static bool IsPlace(string text) => text.Length == PlaceLength && text.All(char.IsAsciiHexDigitLower);
}

/// <summary>The stored form of the log.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    IgnoreReadOnlyProperties = true
)]
[JsonSerializable(typeof(RequestSegment))]
public sealed partial class RequestLogJson : JsonSerializerContext;
