using System.Diagnostics.Tracing;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Loyalty.Azure.ApplicationInsights;

/// <summary>
/// Logs what Azure Monitor's exporter reports about itself, which it does as events of the runtime alone: telemetry that
/// was refused, waits on disk or was dropped. The log takes another way, through the Functions host.
/// </summary>
internal sealed partial class ExporterWarnings(ILogger logger) : EventListener
{
    private const string Source = "OpenTelemetry-AzureMonitor-Exporter";

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Source)
            EnableEvents(eventSource, EventLevel.Warning);
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
        Warned(
            logger,
            eventData.EventName,
            string.Format(CultureInfo.InvariantCulture, eventData.Message ?? "", [.. eventData.Payload ?? []])
        );

    [LoggerMessage(720, LogLevel.Warning, "Telemetry, {Event}: {Message}")]
    private static partial void Warned(ILogger logger, string? @event, string message);
}
