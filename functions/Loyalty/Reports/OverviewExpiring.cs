using System.Text.Json.Serialization;

namespace Loyalty.Reports;

/// <summary>Points whose last day is today or one of the days after it.</summary>
public sealed record OverviewExpiring(
    [property: JsonPropertyName("within30Days")] Points Within30Days,
    [property: JsonPropertyName("within90Days")] Points Within90Days
);
