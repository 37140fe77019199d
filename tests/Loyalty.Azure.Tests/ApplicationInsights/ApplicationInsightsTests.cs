using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Azure.Core.Pipeline;
using Azure.Monitor.OpenTelemetry.Exporter;
using Loyalty.Azure.ApplicationInsights;
using LoyaltyFunctions.Observability;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Loyalty.Azure.Tests.ApplicationInsights;

/// <summary>What Application Insights is sent, by the OpenTelemetry SDK's own pipeline and Azure Monitor's exporter.</summary>
public sealed class ApplicationInsightsTests : IDisposable
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    // The exporter keeps one connection for each key in a process.
    private readonly string key = Guid.NewGuid().ToString();
    private readonly DirectoryInfo storage = Directory.CreateTempSubdirectory("loyalty-insights");
    private readonly Ingestion ingestion = new();
    private readonly Warnings warnings = new();
    private readonly Meter meter;
    private readonly ActivitySource source;
    private readonly ApplicationInsightsSink sink;

    public ApplicationInsightsTests()
    {
        (meter, source) = (new Meter(key), new ActivitySource(key));
        sink = new ApplicationInsightsSink(
            () =>
                new AzureMonitorExporterOptions
                {
                    ConnectionString =
                        $"InstrumentationKey={key};IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/;LiveEndpoint=https://x/",
                    Credential = new FixedCredential(ingestion),
                    Transport = new HttpClientTransport(ingestion),
                    StorageDirectory = storage.FullName,
                },
            warnings
        );
    }

    public void Dispose()
    {
        sink.Dispose();
        meter.Dispose();
        source.Dispose();
        storage.Delete(recursive: true);
    }

    [Fact]
    public void A_counter_is_sent_by_series_and_only_what_is_new()
    {
        using var provider = Metrics();
        var counter = meter.CreateCounter<long>("loyalty.admissions");
        counter.Add(2, new KeyValuePair<string, object?>("outcome", "accepted"));
        counter.Add(1, new KeyValuePair<string, object?>("outcome", "replayed"));
        provider.ForceFlush();
        counter.Add(5, new KeyValuePair<string, object?>("outcome", "accepted"));
        provider.ForceFlush();

        Assert.Equal(
            [("accepted", 2), ("replayed", 1), ("accepted", 5)],
            ingestion.Lines.Select(line =>
                (
                    Ingestion.Text(line.Data, "properties", "outcome"),
                    line.Data.GetProperty("metrics")[0].GetProperty("value").GetInt32()
                )
            )
        );
        var first = ingestion.Lines[0];
        Assert.Equal(("MetricData", key), (first.Type, first.Key));
        Assert.Equal("loyalty.admissions", first.Data.GetProperty("metrics")[0].GetProperty("name").GetString());
    }

    [Fact]
    public void A_histogram_has_sum_count_and_bounds()
    {
        using var provider = Metrics();
        var histogram = meter.CreateHistogram<double>("loyalty.callbacks.duration");
        histogram.Record(0.5);
        histogram.Record(1.5);
        provider.ForceFlush();

        var point = ingestion.Lines[0].Data.GetProperty("metrics")[0];
        double[] numbers = [.. new[] { "value", "count", "min", "max" }.Select(n => point.GetProperty(n).GetDouble())];
        Assert.Equal([2, 2, 0.5, 1.5], numbers);
    }

    [Theory]
    [InlineData(ActivityKind.Internal, "RemoteDependencyData")]
    [InlineData(ActivityKind.Consumer, "RequestData")]
    public void A_span_belongs_to_its_trace_and_counts_for_those_that_were_left_out(ActivityKind kind, string type)
    {
        using var provider = Sdk.CreateTracerProviderBuilder()
            .AddSource(source.Name)
            .AddProcessor(new SimpleActivityExportProcessor(sink.Spans(0.25)))
            .Build();
        using (var span = source.StartActivity("apply", kind, ActivityContext.Parse(Parent, null)))
            span?.SetTag("loyalty.attempt", 3);

        var line = Assert.Single(ingestion.Lines);
        Assert.Equal((type, "apply", 25), (line.Type, Ingestion.Text(line.Data, "name"), line.SampleRate));
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", line.Tag("ai.operation.id"));
        Assert.Equal("b7ad6b7169203331", line.Tag("ai.operation.parentId"));
        Assert.Equal("3", Ingestion.Text(line.Data, "properties", "loyalty.attempt"));
        Assert.True(TimeSpan.TryParse(Ingestion.Text(line.Data, "duration"), out _));
        // Without one, what the app did within a request of the host is not counted as a request to it.
        Assert.False(line.Data.TryGetProperty("url", out _));
    }

    [Theory]
    [InlineData(1.0, 40)]
    [InlineData(0.25, 10)]
    public async Task As_many_traces_are_sent_as_the_ratio_says_however_fast_they_come(double ratio, int expected)
    {
        // Left to itself, the package sends five traces a second.
        using var export = new TelemetryExport(
            new ConfigurationBuilder().Build(),
            Options.Create(new TelemetryOptions { TraceRatio = ratio }),
            sink
        );
        await export.StartAsync(default);
        // Evenly over all trace ids.
        var traces = Enumerable
            .Range(0, 40)
            .Select(n => $"{(2 * n + 1) * (long.MaxValue / 80):x16}{key[..8]}{n:x8}")
            .ToList();
        foreach (var trace in traces)
            Telemetry.Activities.StartActivity("apply", default, $"00-{trace}-b7ad6b7169203331-01")?.Dispose();
        await export.StopAsync(default);

        var sent = ingestion.Lines.Where(line => traces.Contains(line.Tag("ai.operation.id") ?? "")).ToList();
        Assert.Equal(traces.Take(expected), sent.Select(line => line.Tag("ai.operation.id")));
        Assert.All(sent, line => Assert.Equal(("loyalty", 100 * ratio), (line.Tag("ai.cloud.role"), line.SampleRate)));
    }

    [Fact]
    public void It_is_posted_with_a_token_for_the_monitor()
    {
        using var provider = Metrics();
        meter.CreateCounter<long>("some").Add(1);
        provider.ForceFlush();

        Assert.Equal("https://westeurope-5.in.applicationinsights.azure.com/v2.1/track", ingestion.Urls.Single());
        Assert.Equal("Bearer a-token", ingestion.Authorizations.Single());
        Assert.Equal("https://monitor.azure.com//.default", ingestion.Scopes.Single());
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, 1)]
    [InlineData(HttpStatusCode.TooManyRequests, 1)]
    [InlineData(HttpStatusCode.ServiceUnavailable, 1)]
    [InlineData(HttpStatusCode.BadRequest, 0)]
    [InlineData(null, 1)]
    public void What_is_not_taken_in_passing_is_kept_on_disk_and_the_log_says_so(HttpStatusCode? status, int kept)
    {
        using var provider = Metrics();
        ingestion.Answers.Enqueue(status);
        meter.CreateCounter<long>("some").Add(1);
        provider.ForceFlush();

        Assert.Empty(ingestion.Lines);
        Assert.Equal(kept, storage.GetFiles("*", SearchOption.AllDirectories).Length);
        Assert.Contains(warnings.Lines, line => line.Contains(key));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("", true)]
    [InlineData("InstrumentationKey=0a1b2c3d-0000-1111-2222-333344445555", true)]
    [InlineData(
        "instrumentationkey=0a1b2c3d-0000-1111-2222-333344445555;IngestionEndpoint=https://x/;ApplicationId=1",
        true
    )]
    [InlineData("InstrumentationKey=none", false)]
    [InlineData("IngestionEndpoint=https://x/", false)]
    [InlineData(
        "InstrumentationKey=0a1b2c3d-0000-1111-2222-333344445555;IngestionEndpoint=http://plain.example/",
        false
    )]
    [InlineData("InstrumentationKey=0a1b2c3d-0000-1111-2222-333344445555;IngestionEndpoint=nowhere", false)]
    public void A_text_that_is_no_connection_string_is_not_taken_for_one(string? text, bool readable)
    {
        var settings = new Dictionary<string, string?> { ["APPLICATIONINSIGHTS_CONNECTION_STRING"] = text };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

        Assert.Equal(readable, ApplicationInsightsSink.CanBeRead(configuration));
        if (readable)
            Assert.Equal(string.IsNullOrEmpty(text), ApplicationInsightsSink.Of(configuration, warnings) is null);
    }

    private MeterProvider Metrics() =>
        Sdk.CreateMeterProviderBuilder()
            .AddMeter(meter.Name)
            .AddReader(
                new PeriodicExportingMetricReader(sink.Metrics(), int.MaxValue)
                {
                    TemporalityPreference = MetricReaderTemporalityPreference.Delta,
                }
            )
            .Build();

    private sealed class Warnings : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            lock (Lines)
                Lines.Add(formatter(state, exception));
        }
    }
}
