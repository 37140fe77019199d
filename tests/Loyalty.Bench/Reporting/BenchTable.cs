using System.Globalization;
using System.Text;
using Loyalty.Bench.Loads;

namespace Loyalty.Bench.Reporting;

/// <summary>The report as a table for people.</summary>
internal static class BenchTable
{
    /// <summary>The lines, each with its end.</summary>
    public static string Format(BenchReport report)
    {
        var (machine, options) = (report.Machine, report.Options);
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{machine.Cores} cores, {machine.Cpu}, {machine.MemoryBytes >> 20:N0} MiB, {machine.OperatingSystem}, {machine.Runtime}"
        );
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"fsync of 4 KiB on {machine.FileSystem} {machine.FsyncMicroseconds:N0} µs; load average before the run {machine.LoadAverage:0.0}"
        );
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Medians of {options.Rounds} round(s), {options.Seconds} s a side; ratio = subject ÷ baseline"
        );
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Connections {options.Connections}, requests {options.Requests}, accounts {options.Accounts}, batches {options.Batches}, entries {options.Entries}, folder {options.Folder}, PostgreSQL {options.PostgresFolder ?? "none"}"
        );
        text.AppendLine(
            "Settings that are not the defaults: "
                + string.Join(", ", report.Settings.Select(set => $"{set.Key}={set.Value}"))
        );
        text.AppendLine();
        string[] head = ["name", "subject", "baseline", "ratio [min–max]", "goal", "", "p50, p99"];
        var rows = report.Results.Select(Cells).Prepend(head).ToList();
        var widths = Enumerable.Range(0, head.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            text.AppendLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        text.AppendLine();
        foreach (var line in report.Results)
            text.AppendLine(
                $"{line.Name}: {line.Subject} ÷ {line.Baseline}, in {line.Unit}. {line.NotMeasured}".TrimEnd()
            );
        return text.ToString();
    }

    private static string[] Cells(ReportLine line) =>
        line is { Ratio: { } ratio, SubjectFigure: { } subject, BaselineFigure: { } baseline }
            ?
            [
                line.Name,
                Figure(subject, line.Unit),
                Figure(baseline, line.Unit),
                string.Create(CultureInfo.InvariantCulture, $"{ratio.Median:0.00} [{ratio.Min:0.00}–{ratio.Max:0.00}]"),
                line.Goal,
                line.Met == true ? "met" : "NOT MET",
                Times(line),
            ]
            : [line.Name, "", "", "", line.Goal, "not measured", ""];

    /// <summary>How long answers took, the subject's ÷ the baseline's.</summary>
    private static string Times(ReportLine line) =>
        string.Join(" ÷ ", new[] { line.SubjectLatency, line.BaselineLatency }.OfType<Latency>().Select(Text));

    private static string Text(Latency latency) =>
        string.Create(CultureInfo.InvariantCulture, $"{latency.P50:0.0}, {latency.P99:0.0} ms");

    private static string Figure(Spread spread, string unit) =>
        $"{spread.Median.ToString(spread.Median < 1000 ? "N1" : "N0", CultureInfo.InvariantCulture)} {unit}";
}
