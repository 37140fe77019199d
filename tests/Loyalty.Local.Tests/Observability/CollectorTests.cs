using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Loyalty.Local.Tests.Observability;

/// <summary>Metrics and spans reach an OpenTelemetry collector.</summary>
public sealed class CollectorTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<(string Path, string? ContentType, string Body)> arrived = new();
    private WebApplication? collector;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        collector = builder.Build();
        collector.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            // Names stand in the protobuf as they are; each byte becomes a character of its own.
            arrived.Enqueue((http.Request.Path, http.Request.ContentType, Encoding.Latin1.GetString(body.ToArray())));
        });
        await collector.StartAsync();
    }

    public Task DisposeAsync() => collector!.DisposeAsync().AsTask();

    [Fact]
    public async Task What_a_request_left_behind_arrives_when_the_host_stops()
    {
        var fixture = new Exporting(collector!.Urls.First());
        await fixture.InitializeAsync();
        try
        {
            var body = fixture.Earn(10);
            var accepted = await fixture.Partner.SendAsync(body);
            Assert.Equal(202, accepted.Status);
            Assert.Matches("^[0-9a-f]{32}$", accepted.Header("X-Trace-Id"));
            await fixture.Partner.OutcomeAsync(body.RequestId!);
            await fixture.QuietAsync();
            await fixture.StopAsync();

            Assert.All(arrived, post => Assert.Equal("application/x-protobuf", post.ContentType));
            var metrics = string.Concat(arrived.Where(post => post.Path == "/v1/metrics").Select(post => post.Body));
            Assert.Contains("loyalty.admissions", metrics);
            Assert.Contains("loyalty.outcomes", metrics);
            var spans = string.Concat(arrived.Where(post => post.Path == "/v1/traces").Select(post => post.Body));
            Assert.Contains("apply", spans);
            // The message's handler goes on with the trace of the request that sent it.
            var trace = Convert.FromHexString(accepted.Header("X-Trace-Id")!);
            Assert.Contains(Encoding.Latin1.GetString(trace), spans);
        }
        finally
        {
            await fixture.DisposeAsync();
        }
    }

    private sealed class Exporting(string url) : HostFixture(clocked: false, ("OTEL_EXPORTER_OTLP_ENDPOINT", url));
}
