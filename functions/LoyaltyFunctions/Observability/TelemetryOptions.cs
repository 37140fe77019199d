using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace LoyaltyFunctions.Observability;

/// <summary>Settings of what is exported, section <c>Telemetry</c>.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The configuration section these are read from.</summary>
    public const string Section = "Telemetry";

    /// <summary>How many of all traces are exported, from 0 to 1; by trace id, so that a trace is exported by every
    /// instance or by none. Metrics count everything. Default 1.</summary>
    [Range(0.0, 1.0)]
    public double TraceRatio { get; set; } = 1;

    /// <summary>How often metrics are exported. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan MetricsEvery { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class TelemetryOptionsCheck : IValidateOptions<TelemetryOptions>;
