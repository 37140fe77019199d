using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using OpenTelemetry.Metrics;

namespace Loyalty.Azure.ApplicationInsights;

/// <summary>
/// Telemetry in the form that Application Insights takes: JSON documents, one a line. Metrics are what was counted since
/// the last export; spans are dependencies of the trace that they belong to.
/// </summary>
internal sealed class Envelopes(string instrumentationKey, string role, string roleInstance)
{
    private const int ItemVersion = 2;
    private readonly ArrayBufferWriter<byte> lines = new();

    /// <summary>What was added, and nothing is left behind.</summary>
    public byte[] Take()
    {
        var taken = lines.WrittenSpan.ToArray();
        lines.ResetWrittenCount();
        return taken;
    }

    /// <summary>Adds every series of a metric that something was counted in.</summary>
    public void Add(Metric metric)
    {
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            using var json = Begin("Metric", point.EndTime, []);
            json.WriteString("baseType", "MetricData");
            json.WriteStartObject("baseData");
            json.WriteNumber("ver", ItemVersion);
            json.WriteStartArray("metrics");
            json.WriteStartObject();
            json.WriteString("name", metric.Name);
            WriteValue(json, metric.MetricType, in point);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteStartObject("properties");
            foreach (var (name, value) in point.Tags)
                json.WriteString(name, Text(value));
            json.WriteEndObject();
            End(json);
        }
    }

    /// <summary>Adds a span.</summary>
    /// <param name="span">It has ended.</param>
    /// <param name="percent">How many of a hundred like it are sent.</param>
    public void Add(Activity span, double percent)
    {
        (string, string)[] place =
        [
            ("ai.operation.id", span.TraceId.ToHexString()),
            ("ai.operation.parentId", span.ParentSpanId.ToHexString()),
        ];
        using var json = Begin("RemoteDependency", new DateTimeOffset(span.StartTimeUtc), place, percent);
        json.WriteString("baseType", "RemoteDependencyData");
        json.WriteStartObject("baseData");
        json.WriteNumber("ver", ItemVersion);
        json.WriteString("id", span.SpanId.ToHexString());
        json.WriteString("name", span.DisplayName);
        json.WriteString("type", "InProc");
        json.WriteString("duration", span.Duration.ToString("c", CultureInfo.InvariantCulture));
        json.WriteBoolean("success", span.Status != ActivityStatusCode.Error);
        json.WriteStartObject("properties");
        foreach (var (name, value) in span.TagObjects)
            json.WriteString(name, Text(value));
        json.WriteEndObject();
        End(json);
    }

    private static void WriteValue(Utf8JsonWriter json, MetricType type, ref readonly MetricPoint point)
    {
        switch (type)
        {
            case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                json.WriteNumber("value", point.GetSumLong());
                break;
            case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                json.WriteNumber("value", point.GetSumDouble());
                break;
            case MetricType.LongGauge:
                json.WriteNumber("value", point.GetGaugeLastValueLong());
                break;
            case MetricType.DoubleGauge:
                json.WriteNumber("value", point.GetGaugeLastValueDouble());
                break;
            case MetricType.Histogram or MetricType.ExponentialHistogram:
                json.WriteNumber("value", point.GetHistogramSum());
                json.WriteNumber("count", Math.Min(point.GetHistogramCount(), int.MaxValue));
                if (point.TryGetHistogramMinMaxValues(out var min, out var max))
                {
                    json.WriteNumber("min", min);
                    json.WriteNumber("max", max);
                }

                break;
            default:
                throw new UnreachableException($"A metric of type {type}.");
        }
    }

    private Utf8JsonWriter Begin(
        string name,
        DateTimeOffset time,
        ReadOnlySpan<(string Name, string Value)> tags,
        double percent = 100
    )
    {
        var json = new Utf8JsonWriter(lines);
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("time", time);
        json.WriteNumber("sampleRate", percent);
        json.WriteString("iKey", instrumentationKey);
        json.WriteStartObject("tags");
        json.WriteString("ai.cloud.role", role);
        json.WriteString("ai.cloud.roleInstance", roleInstance);
        foreach (var (tag, value) in tags)
            json.WriteString(tag, value);
        json.WriteEndObject();
        json.WriteStartObject("data");
        return json;
    }

    /// <summary>Closes item, data and envelope.</summary>
    private void End(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        lines.Write("\n"u8);
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
