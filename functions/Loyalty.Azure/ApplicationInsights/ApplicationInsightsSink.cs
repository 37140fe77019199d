using System.Diagnostics;
using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Loyalty.Azure.ApplicationInsights;

/// <summary>
/// Application Insights as a place to send metrics and spans to. It reads the two settings that the Functions host reads
/// for its own telemetry, so that both go to one place under one identity:
/// <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c> and <c>APPLICATIONINSIGHTS_AUTHENTICATION_STRING</c>.
/// </summary>
public sealed class ApplicationInsightsSink : IDisposable
{
    /// <summary>What is wrong with a configuration that <see cref="CanBeRead"/> says no to.</summary>
    public const string Unreadable =
        $"{ConnectionSetting} is not InstrumentationKey=<uuid>;IngestionEndpoint=https://…";

    private const string ConnectionSetting = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string AuthenticationSetting = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";
    private readonly IngestionTarget target;
    private readonly IngestionChannel channel;
    private readonly string role;

    internal ApplicationInsightsSink(IngestionTarget target, IngestionChannel channel, string role)
    {
        this.target = target;
        this.channel = channel;
        this.role = role;
    }

    /// <summary>Whether a configuration names no sink, or one that telemetry can be sent to.</summary>
    public static bool CanBeRead(IConfiguration configuration) =>
        string.IsNullOrEmpty(configuration[ConnectionSetting])
        || IngestionTarget.TryParse(configuration[ConnectionSetting], out _);

    /// <summary>The sink of a configuration, or null where it names none.</summary>
    public static ApplicationInsightsSink? Of(IConfiguration configuration, ILoggerFactory loggers)
    {
        if (!IngestionTarget.TryParse(configuration[ConnectionSetting], out var target))
            return null;
        var identity = IngestionTarget.Parts(configuration[AuthenticationSetting]).GetValueOrDefault("ClientId", "");
        return Of(target, SignIn.As(identity), new SocketsHttpHandler(), configuration, loggers);
    }

    internal static ApplicationInsightsSink Of(
        IngestionTarget target,
        TokenCredential credential,
        HttpMessageHandler handler,
        IConfiguration configuration,
        ILoggerFactory loggers
    ) =>
        new(
            target,
            new IngestionChannel(target, credential, handler, loggers.CreateLogger<IngestionChannel>()),
            configuration["WEBSITE_SITE_NAME"] ?? "loyalty"
        );

    /// <summary>A new exporter of metrics; they must be what was counted since the export before.</summary>
    public BaseExporter<Metric> Metrics() => new MetricExporter(channel, NewEnvelopes());

    /// <summary>A new exporter of spans.</summary>
    /// <param name="ratio">How many of all spans are handed to it, from 0 to 1; counts are scaled up by it.</param>
    public BaseExporter<Activity> Spans(double ratio) => new SpanExporter(channel, NewEnvelopes(), 100 * ratio);

    /// <inheritdoc/>
    public void Dispose() => channel.Dispose();

    private Envelopes NewEnvelopes() => new(target.InstrumentationKey, role, Environment.MachineName);
}
