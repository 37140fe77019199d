using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Core;
using Loyalty.Azure.ApplicationInsights;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Loyalty.Azure.Tests.ApplicationInsights;

/// <summary>What Application Insights is sent, by the OpenTelemetry SDK's own pipeline.</summary>
public sealed class ApplicationInsightsTests : IDisposable
{
    private const string Key = "0a1b2c3d-0000-1111-2222-333344445555";
    private const string Connection =
        $"InstrumentationKey={Key};IngestionEndpoint=https://westeurope-5.in.applicationinsights.azure.com/;LiveEndpoint=https://x/";
    private readonly Ingestion ingestion = new();
    private readonly Meter meter = new("tests-of-insights");
    private readonly ActivitySource source = new("tests-of-insights");
    private readonly ApplicationInsightsSink sink;

    public ApplicationInsightsTests()
    {
        Assert.True(IngestionTarget.TryParse(Connection, out var target));
        sink = ApplicationInsightsSink.Of(
            target,
            new FixedCredential(ingestion),
            ingestion,
            new ConfigurationBuilder().Build(),
            NullLoggerFactory.Instance
        );
    }

    public void Dispose()
    {
        sink.Dispose();
        meter.Dispose();
        source.Dispose();
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

        var sent = ingestion.Lines.Select(line => line.GetProperty("data").GetProperty("baseData")).ToList();
        Assert.Equal(
            [("accepted", 2), ("replayed", 1), ("accepted", 5)],
            sent.Select(data =>
                (
                    data.GetProperty("properties").GetProperty("outcome").GetString()!,
                    data.GetProperty("metrics")[0].GetProperty("value").GetInt32()
                )
            )
        );
        var first = ingestion.Lines[0];
        Assert.Equal(("Metric", Key), (Text(first, "name"), Text(first, "iKey")));
        Assert.Equal("MetricData", Text(first.GetProperty("data"), "baseType"));
        Assert.Equal("loyalty.admissions", Text(sent[0].GetProperty("metrics")[0], "name"));
        Assert.Equal("loyalty", Text(first.GetProperty("tags"), "ai.cloud.role"));
    }

    [Fact]
    public void A_histogram_has_sum_count_and_bounds()
    {
        using var provider = Metrics();
        var histogram = meter.CreateHistogram<double>("loyalty.callbacks.duration");
        histogram.Record(0.5);
        histogram.Record(1.5);
        provider.ForceFlush();

        var point = ingestion.Lines[0].GetProperty("data").GetProperty("baseData").GetProperty("metrics")[0];
        double[] numbers = [.. new[] { "value", "count", "min", "max" }.Select(n => point.GetProperty(n).GetDouble())];
        Assert.Equal([2, 2, 0.5, 1.5], numbers);
    }

    [Fact]
    public void A_span_is_a_dependency_of_its_trace()
    {
        using var provider = Sdk.CreateTracerProviderBuilder()
            .AddSource(source.Name)
            .AddProcessor(new SimpleActivityExportProcessor(sink.Spans(0.25)))
            .Build();
        var parent = ActivityContext.Parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", null);
        using (var span = source.StartActivity("apply", ActivityKind.Consumer, parent))
            span?.SetTag("loyalty.attempt", 3);

        var line = Assert.Single(ingestion.Lines);
        var data = line.GetProperty("data").GetProperty("baseData");
        Assert.Equal(("RemoteDependency", 25), (Text(line, "name"), line.GetProperty("sampleRate").GetInt32()));
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", Text(line.GetProperty("tags"), "ai.operation.id"));
        Assert.Equal("b7ad6b7169203331", Text(line.GetProperty("tags"), "ai.operation.parentId"));
        Assert.Equal(("apply", "InProc"), (Text(data, "name"), Text(data, "type")));
        Assert.Equal("3", Text(data.GetProperty("properties"), "loyalty.attempt"));
        Assert.True(TimeSpan.TryParse(Text(data, "duration"), out _));
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
    [InlineData(HttpStatusCode.Forbidden, true)]
    [InlineData(HttpStatusCode.TooManyRequests, true)]
    [InlineData(HttpStatusCode.ServiceUnavailable, true)]
    [InlineData(HttpStatusCode.BadRequest, false)]
    [InlineData(null, true)]
    public void What_is_not_taken_in_passing_is_sent_again_before_the_next(HttpStatusCode? status, bool again)
    {
        using var provider = Metrics();
        var counter = meter.CreateCounter<long>("some");
        ingestion.Answers.Enqueue(status);
        counter.Add(1);
        provider.ForceFlush();
        Assert.Empty(ingestion.Lines);
        counter.Add(2);
        provider.ForceFlush();

        Assert.Equal(
            again ? [1, 2] : new[] { 2 },
            ingestion.Lines.Select(line =>
                line.GetProperty("data")
                    .GetProperty("baseData")
                    .GetProperty("metrics")[0]
                    .GetProperty("value")
                    .GetInt32()
            )
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("InstrumentationKey=none")]
    [InlineData("IngestionEndpoint=https://x/")]
    [InlineData($"InstrumentationKey={Key};IngestionEndpoint=http://plain.example/")]
    public void A_text_that_is_no_connection_string_is_not_taken_for_one(string text) =>
        Assert.False(IngestionTarget.TryParse(text, out _));

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

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    /// <summary>The service: keeps the lines that it took.</summary>
    private sealed class Ingestion : HttpMessageHandler
    {
        public List<JsonElement> Lines { get; } = [];

        public List<string> Urls { get; } = [];

        public List<string> Authorizations { get; } = [];

        public List<string> Scopes { get; } = [];

        /// <summary>What the next posts are answered; null = the connection is lost. After that all are taken.</summary>
        public Queue<HttpStatusCode?> Answers { get; } = new();

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Answers.TryDequeue(out var status))
                return status is { } code
                    ? new HttpResponseMessage(code)
                    : throw new HttpRequestException("The connection was lost.");
            Urls.Add(request.RequestUri!.ToString());
            Authorizations.Add(request.Headers.Authorization!.ToString());
            using var reader = new StreamReader(request.Content!.ReadAsStream(cancellationToken), Encoding.UTF8);
            while (reader.ReadLine() is { } line)
                Lines.Add(JsonSerializer.Deserialize<JsonElement>(line));
            return new HttpResponseMessage(HttpStatusCode.OK);
        }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        ) => Task.FromResult(Send(request, cancellationToken));
    }

    private sealed class FixedCredential(Ingestion ingestion) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            ingestion.Scopes.AddRange(requestContext.Scopes);
            return new AccessToken("a-token", DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(
            TokenRequestContext requestContext,
            CancellationToken cancellationToken
        ) => new(GetToken(requestContext, cancellationToken));
    }
}
