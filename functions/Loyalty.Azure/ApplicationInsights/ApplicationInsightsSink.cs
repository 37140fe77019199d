using System.Diagnostics;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Loyalty.Azure.ApplicationInsights;

/// <summary>
/// Application Insights as a place to send metrics and spans to, by Azure Monitor's exporter. It reads the two settings
/// that the Functions host reads for its own telemetry, so that both go to one place under one identity:
/// <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c> and <c>APPLICATIONINSIGHTS_AUTHENTICATION_STRING</c>.
/// </summary>
public sealed class ApplicationInsightsSink : IDisposable
{
    /// <summary>What is wrong with a configuration that <see cref="CanBeRead"/> says no to.</summary>
    public const string Unreadable =
        $"{ConnectionSetting} is not InstrumentationKey=<uuid>;IngestionEndpoint=https://…";

    private const string ConnectionSetting = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string AuthenticationSetting = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";
    private readonly Func<AzureMonitorExporterOptions> options;
    private readonly ExporterWarnings warnings;

    /// <param name="options">A connection and a credential, made anew for each exporter.</param>
    /// <param name="logger">Told what the exporters report about themselves.</param>
    internal ApplicationInsightsSink(Func<AzureMonitorExporterOptions> options, ILogger logger)
    {
        this.options = options;
        warnings = new ExporterWarnings(logger);
    }

    /// <summary>Whether a configuration names no sink, or one that telemetry can be sent to.</summary>
    public static bool CanBeRead(IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration[ConnectionSetting]))
            return true;
        var parts = Parts(configuration[ConnectionSetting]);
        return Guid.TryParse(parts.GetValueOrDefault("InstrumentationKey"), out _)
            && (
                parts.GetValueOrDefault("IngestionEndpoint") is not { } endpoint
                // The client library sends tokens nowhere else.
                || (Uri.TryCreate(endpoint, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps)
            );
    }

    /// <summary>The sink of a configuration, or null where it names none.</summary>
    public static ApplicationInsightsSink? Of(IConfiguration configuration, ILogger logger)
    {
        if (configuration[ConnectionSetting] is not { Length: > 0 } connection)
            return null;
        var credential = SignIn.As(Parts(configuration[AuthenticationSetting]).GetValueOrDefault("ClientId", ""));
        return new ApplicationInsightsSink(
            () => new AzureMonitorExporterOptions { ConnectionString = connection, Credential = credential },
            logger
        );
    }

    /// <summary>A new exporter of metrics; they must be what was counted since the export before.</summary>
    public BaseExporter<Metric> Metrics() => new AzureMonitorMetricExporter(options());

    /// <summary>A new exporter of spans. It sends whatever it is handed: the samplers of the package, one of which lets
    /// through five traces a second, come with its registration methods only.</summary>
    /// <param name="ratio">How many of all spans are handed to it, from 0 to 1; counts are scaled up by it.</param>
    public BaseExporter<Activity> Spans(double ratio)
    {
        var sampled = options();
        sampled.SamplingRatio = (float)ratio;
        return new AzureMonitorTraceExporter(sampled);
    }

    /// <inheritdoc/>
    public void Dispose() => warnings.Dispose();

    /// <summary>The names and values of <c>Name=value;Name=value</c>.</summary>
    private static Dictionary<string, string> Parts(string? text)
    {
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
            if (part.Split('=', 2) is [var name, var value])
                parts[name.Trim()] = value.Trim();
        return parts;
    }
}
