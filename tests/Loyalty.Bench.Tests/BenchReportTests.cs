using System.Text.Json;
using Loyalty.Bench.Loads;
using Loyalty.Bench.Reporting;
using Loyalty.Bench.Servers;

namespace Loyalty.Bench.Tests;

public sealed class BenchReportTests
{
    private static readonly MachineFacts Machine = new(
        2,
        "A processor",
        "A system",
        "A runtime",
        8L << 30,
        0.5,
        "ext4",
        173.5
    );

    [Fact]
    public void The_JSON_document_has_the_machine_the_rounds_and_every_figure()
    {
        var plan = new MeasurementPlan("apply", "ours", "theirs", "applies/s", Goal.AtMost(1.2));
        var root = JsonOf(MeasurementResult.Of(plan, [30, 10, 20], [10, 10, 10]));

        Assert.Equal(2, root.GetProperty("machine").GetProperty("cores").GetInt32());
        Assert.Equal("A processor", root.GetProperty("machine").GetProperty("cpu").GetString());
        Assert.Equal(173.5, root.GetProperty("machine").GetProperty("fsyncMicroseconds").GetDouble());
        Assert.Equal("A runtime", root.GetProperty("machine").GetProperty("runtime").GetString());
        Assert.Equal(8L << 30, root.GetProperty("machine").GetProperty("memoryBytes").GetInt64());
        Assert.Equal(0.5, root.GetProperty("machine").GetProperty("loadAverage").GetDouble());
        Assert.Equal("ext4", root.GetProperty("machine").GetProperty("fileSystem").GetString());
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
    public void The_report_has_every_option_and_every_setting_that_is_not_the_default()
    {
        var root = JsonOf();

        Assert.Equal(
            typeof(BenchOptions).GetProperties().Select(option => option.Name).Except(["Duration", "PostgresFolder"]),
            root.GetProperty("options").EnumerateObject().Select(option => option.Name),
            StringComparer.OrdinalIgnoreCase
        );
        Assert.Equal("2", root.GetProperty("settings").GetProperty("Local__BatchSize").GetString());
        Assert.Contains("Local__BatchSize=2", BenchTable.Format(Report()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_card_has_what_the_bench_sets_and_what_a_platform_inherits()
    {
        var card = SettingCard.Of(
            new Dictionary<string, string>
            {
                ["Local__BatchSize"] = "2",
                ["DOTNET_TieredPGO"] = "0",
                ["Limits__RequestsPerSecond"] = "9",
                ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
                ["PATH"] = "/bin",
            }
        );

        Assert.Equal("2", card["Local__BatchSize"]);
        Assert.Equal("0", card["DOTNET_TieredPGO"]);
        Assert.Equal("0", card["Limits__RequestsPerSecond"]);
        Assert.Equal(ListeningProgram.Settings.Count + 2, card.Count);
    }

    [Fact]
    public void How_long_answers_took_is_told_of_both_sides()
    {
        var plan = new MeasurementPlan("accept", "ours", "theirs", "requests/s", Goal.AtLeast(0.5));
        var result = MeasurementResult.Of(plan, [5], [10]) with
        {
            SubjectLatency = new Latency(2, 14.25),
            BaselineLatency = new Latency(1, 3),
        };

        Assert.Contains("2.0, 14.3 ms ÷ 1.0, 3.0 ms", BenchTable.Format(Report(result)), StringComparison.Ordinal);
        var line = JsonOf(result).GetProperty("results")[0];
        Assert.Equal(14.25, line.GetProperty("subjectLatency").GetProperty("p99").GetDouble());
        Assert.Equal(1, line.GetProperty("baselineLatency").GetProperty("p50").GetDouble());
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
        BenchReport.Of(
            Machine,
            new BenchOptions { Folder = "/" },
            new Dictionary<string, string> { ["Local__BatchSize"] = "2" },
            results
        );
}
