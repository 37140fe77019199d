using System.Text.Json;
using Loyalty.Bench.Reporting;

namespace Loyalty.Bench.Tests;

public sealed class BenchReportTests
{
    private static readonly MachineFacts Machine = new(2, "A processor", "A system", 173.5);

    [Fact]
    public void The_JSON_document_has_the_machine_the_rounds_and_every_figure()
    {
        var plan = new MeasurementPlan("apply", "ours", "theirs", "applies/s", Goal.AtMost(1.2));
        var root = JsonOf(MeasurementResult.Of(plan, [30, 10, 20], [10, 10, 10]));

        Assert.Equal(2, root.GetProperty("machine").GetProperty("cores").GetInt32());
        Assert.Equal("A processor", root.GetProperty("machine").GetProperty("cpu").GetString());
        Assert.Equal(173.5, root.GetProperty("machine").GetProperty("fsyncMicroseconds").GetDouble());
        Assert.Equal(3, root.GetProperty("rounds").GetInt32());
        Assert.Equal(3, root.GetProperty("seconds").GetInt32());
        var line = Assert.Single(root.GetProperty("results").EnumerateArray());
        Assert.Equal("apply", line.GetProperty("name").GetString());
        Assert.Equal(20, line.GetProperty("subjectFigure").GetProperty("median").GetDouble());
        Assert.Equal(10, line.GetProperty("baselineFigure").GetProperty("median").GetDouble());
        Assert.Equal(2, line.GetProperty("ratio").GetProperty("median").GetDouble());
        Assert.Equal(1, line.GetProperty("ratio").GetProperty("min").GetDouble());
        Assert.Equal(3, line.GetProperty("ratio").GetProperty("max").GetDouble());
        Assert.Equal("≤ 1.2", line.GetProperty("goal").GetString());
        Assert.False(line.GetProperty("met").GetBoolean());
        Assert.False(line.TryGetProperty("notMeasured", out _));
    }

    [Fact]
    public void What_was_not_measured_has_a_sentence_and_no_figures()
    {
        var plan = new MeasurementPlan("apply", "ours", "theirs", "applies/s", Goal.AtLeast(4));
        var line = JsonOf(MeasurementResult.NotMeasured(plan, "No server.")).GetProperty("results")[0];

        Assert.Equal("No server.", line.GetProperty("notMeasured").GetString());
        Assert.False(line.TryGetProperty("ratio", out _));
        Assert.False(line.TryGetProperty("met", out _));
    }

    [Fact]
    public void The_table_tells_met_from_not_met()
    {
        var floor = new MeasurementPlan("floor", "ours", "theirs", "x/s", Goal.AtLeast(0.5));
        var ceiling = new MeasurementPlan("ceiling", "ours", "theirs", "ms", Goal.AtMost(2));

        var table = BenchTable.Format(
            Report(MeasurementResult.Of(floor, [5], [10]), MeasurementResult.Of(ceiling, [21], [10]))
        );

        Assert.Matches(@"floor +5\.0 x/s +10\.0 x/s +0\.50 \[0\.50–0\.50\] +≥ 0\.5 +met", table);
        Assert.Matches(@"ceiling +21\.0 ms +10\.0 ms +2\.10 \[2\.10–2\.10\] +≤ 2\.0 +NOT MET", table);
    }

    private static JsonElement JsonOf(params MeasurementResult[] results)
    {
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(Report(results), BenchJson.Default.BenchReport));
        return json.RootElement.Clone();
    }

    private static BenchReport Report(params MeasurementResult[] results) =>
        BenchReport.Of(Machine, new BenchOptions { Folder = "/" }, results);
}
