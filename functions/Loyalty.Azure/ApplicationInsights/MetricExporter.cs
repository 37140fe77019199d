using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Loyalty.Azure.ApplicationInsights;

/// <summary>Sends metrics to Application Insights, where they are the table <c>AppMetrics</c>.</summary>
internal sealed class MetricExporter(IngestionChannel channel, Envelopes envelopes) : BaseExporter<Metric>
{
    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> batch)
    {
        foreach (var metric in batch)
            envelopes.Add(metric);
        return channel.Send(envelopes.Take()) ? ExportResult.Success : ExportResult.Failure;
    }
}
