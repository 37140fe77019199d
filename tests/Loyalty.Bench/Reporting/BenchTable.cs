using System.Globalization;
using System.Text;

namespace Loyalty.Bench.Reporting;

/// <summary>The report as a table for people.</summary>
internal static class BenchTable
{
    /// <summary>The lines, each with its end.</summary>
    public static string Format(BenchReport report)
    {
        var machine = report.Machine;
        var text = new StringBuilder();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"{machine.Cores} cores, {machine.Cpu}, {machine.OperatingSystem}; fsync of 4 KiB {machine.FsyncMicroseconds:N0} µs"
        );
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Medians of {report.Rounds} round(s), {report.Seconds} s a side; ratio = subject ÷ baseline"
        );
        text.AppendLine();
        string[] head = ["name", "subject", "baseline", "ratio [min–max]", "goal", ""];
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
            ]
            : [line.Name, "", "", "", line.Goal, "not measured"];

    private static string Figure(Spread spread, string unit) =>
        $"{spread.Median.ToString(spread.Median < 1000 ? "N1" : "N0", CultureInfo.InvariantCulture)} {unit}";
}
