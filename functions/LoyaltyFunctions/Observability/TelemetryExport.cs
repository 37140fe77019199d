using Loyalty;
using Loyalty.Azure.ApplicationInsights;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LoyaltyFunctions.Observability;

/// <summary>
/// Exports the product's metrics and spans: to an OpenTelemetry collector where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names
/// one, to Application Insights where its connection string is set, to nobody otherwise, and then nothing is collected.
/// What is not exported yet is when the host stops.
/// </summary>
public sealed class TelemetryExport(
    IConfiguration configuration,
    IOptions<TelemetryOptions> options,
    ApplicationInsightsSink? insights
) : IHostedService, IDisposable
{
    internal const string EndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ProtocolSetting = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private static readonly TimeSpan LastExport = TimeSpan.FromSeconds(5);
    private MeterProvider? metrics;
    private TracerProvider? traces;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var collector = configuration[EndpointSetting];
        if (insights is null && string.IsNullOrEmpty(collector))
            return Task.CompletedTask;

        var (meters, sources) = (Sdk.CreateMeterProviderBuilder(), Sdk.CreateTracerProviderBuilder());
        meters.AddMeter(Telemetry.Name).ConfigureResource(Describe);
        // Not by the caller's own mark: a partner must not decide what we store.
        sources
            .AddSource(Telemetry.Name)
            .ConfigureResource(Describe)
            .SetSampler(new TraceIdRatioBasedSampler(options.Value.TraceRatio));
        if (!string.IsNullOrEmpty(collector))
            AddCollector(meters, sources, collector);
        if (insights is not null)
            AddInsights(meters, sources, insights);
        (metrics, traces) = (meters.Build(), sources.Build());
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        var most = (int)LastExport.TotalMilliseconds;
        metrics?.ForceFlush(most);
        traces?.ForceFlush(most);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        metrics?.Dispose();
        traces?.Dispose();
        insights?.Dispose();
    }

    /// <summary>In Azure by the name of the app, as the Functions host calls itself in its own telemetry.</summary>
    private void Describe(ResourceBuilder resource) =>
        resource.AddService(
            configuration["WEBSITE_SITE_NAME"] ?? "loyalty",
            serviceInstanceId: Environment.MachineName
        );

    private void AddCollector(MeterProviderBuilder meters, TracerProviderBuilder sources, string collector)
    {
        meters.AddOtlpExporter(
            (exporter, reader) =>
            {
                Configure(exporter, "metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = Interval;
            }
        );
        sources.AddOtlpExporter(exporter => Configure(exporter, "traces"));

        // HTTP unless told otherwise, as the specification of the setting has it; there each signal has a path.
        void Configure(OtlpExporterOptions exporter, string signal)
        {
            var grpc = configuration[ProtocolSetting] == "grpc";
            exporter.Protocol = grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
            exporter.Endpoint = new Uri(grpc ? collector : $"{collector.TrimEnd('/')}/v1/{signal}");
        }
    }

    private void AddInsights(MeterProviderBuilder meters, TracerProviderBuilder sources, ApplicationInsightsSink sink)
    {
        // Application Insights adds up what it gets, so each export may only tell what is new.
        meters.AddReader(
            new PeriodicExportingMetricReader(sink.Metrics(), Interval)
            {
                TemporalityPreference = MetricReaderTemporalityPreference.Delta,
            }
        );
        sources.AddProcessor(new BatchActivityExportProcessor(sink.Spans(options.Value.TraceRatio)));
    }

    private int Interval => (int)options.Value.MetricsEvery.TotalMilliseconds;
}
