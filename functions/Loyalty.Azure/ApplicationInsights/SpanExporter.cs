using System.Diagnostics;
using OpenTelemetry;

namespace Loyalty.Azure.ApplicationInsights;

/// <summary>Sends spans to Application Insights, where they are the table <c>AppDependencies</c>.</summary>
/// <param name="channel">The way there.</param>
/// <param name="envelopes">Their form.</param>
/// <param name="percent">How many of a hundred are sampled.</param>
internal sealed class SpanExporter(IngestionChannel channel, Envelopes envelopes, double percent)
    : BaseExporter<Activity>
{
    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (var span in batch)
            envelopes.Add(span, percent);
        return channel.Send(envelopes.Take()) ? ExportResult.Success : ExportResult.Failure;
    }
}
