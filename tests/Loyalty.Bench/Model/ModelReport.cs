using System.CommandLine;
using System.Globalization;

namespace Loyalty.Bench.Model;

/// <summary>What the model says, as tables for <c>infra/README.md</c>: first of what was measured, then of Azure.</summary>
internal static class ModelReport
{
    /// <summary>What the bench measured on 2026-11-28 on two quiet cores, medians of up to five rounds.</summary>
    public static readonly Machine Measured = new()
    {
        ApplyWay = 159e-6,
        WholeWay = 306e-6,
        Bare = 31e-6,
        Flush = 159e-6,
    };

    public const int DefaultSeed = 20261128;

    /// <summary>The verb.</summary>
    public static Command Command()
    {
        var seed = new Option<int>("--seed")
        {
            Description = "What chance begins with; the same gives the same tables.",
            DefaultValueFactory = _ => DefaultSeed,
        };
        var command = new Command("model", "Prints what a queueing model says of this machine, and of Azure.");
        command.Options.Add(seed);
        command.SetAction(arguments =>
            arguments.InvocationConfiguration.Output.Write(Format(arguments.GetValue(seed)))
        );
        return command;
    }

    /// <summary>The tables.</summary>
    public static string Format(int seed)
    {
        var accept = Measured.Run(seed, withCallback: false);
        var wholeWay = Measured.Run(seed, withCallback: true);
        var sizes = new[]
        {
            (1, new Deployment()),
            (100, new Deployment()),
            (200, new Deployment()),
            (
                3000,
                new Deployment
                {
                    Http = 2,
                    Apply = 4,
                    Callback = 3,
                    Throughput = 80_000,
                }
            ),
        };
        var alone = new Deployment
        {
            Http = 1,
            Apply = 1,
            Callback = 1,
            Throughput = 100_000,
        };
        var hot = new Deployment { IsOneMember = true, Throughput = 10_000 };
        return $"""
            Seed {seed}.

            | on two cores, 64 connections | measured | model | model ÷ measured |
            |---|---|---|---|
            {Compared("accepted a second", 11_300, accept.AnsweredPerSecond, N)}
            {Compared("answer, p50, ms", 0.0050, accept.Answers.P(50), Ms)}
            {Compared("answer, p99, ms", 0.0169, accept.Answers.P(99), Ms)}
            {Compared("with callbacks: whole way a second", 5280, wholeWay.EndedPerSecond, N)}
            {Compared("with callbacks: answer, p50, ms", 0.0096, wholeWay.Answers.P(50), Ms)}
            {Compared("with callbacks: answer, p99, ms", 0.0329, wholeWay.Answers.P(99), Ms)}

            | requests/s | instances: HTTP, apply, callback | RU/s of a container | busiest core | answered, ms | applied, ms | told, ms |
            |---|---|---|---|---|---|---|
            {Rows(sizes)}

            | requests/s, little else than cores | instances | RU/s of a container | busiest core | answered, ms | applied, ms | told, ms |
            |---|---|---|---|---|---|---|
            {Rows([(500, alone), (1000, alone), (1400, alone), (1800, alone)])}

            | requests/s for one member | instances | RU/s of the partition | busiest core | answered, ms | applied, ms | told, ms | conflicts a second |
            |---|---|---|---|---|---|---|---|
            {HotRows([
                (100, hot),
                (500, hot),
                (500, hot with { Apply = 1 }),
                (500, hot with { Apply = 8 }),
                (900, hot),
                (900, hot with { Apply = 1 }),
            ])}

            """;

        string Rows((int PerSecond, Deployment Deployment)[] cases) =>
            string.Join('\n', cases.Select(one => $"{Cells(one.PerSecond, one.Deployment, out _)} |"));

        string HotRows((int PerSecond, Deployment Deployment)[] cases) =>
            string.Join(
                '\n',
                cases.Select(one =>
                    $"{Cells(one.PerSecond, one.Deployment, out var course)} | {N(course.Conflicts / Duration(one.PerSecond))} |"
                )
            );

        string Cells(int perSecond, Deployment deployment, out Course course)
        {
            course = deployment.Run(seed, perSecond, Duration(perSecond));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"| {N(perSecond)} | {deployment.Http}, {deployment.Apply}, {deployment.Callback} | {N(deployment.Throughput)} | {course.Busiest:P0} | {Both(course.Accepted)} | {Both(course.Applied)} | {Both(course.Told)}"
            );
        }
    }

    private static double Duration(int perSecond) => perSecond < 10 ? 10_000 : 60;

    private static string Compared(string what, double measured, double model, Func<double, string> form) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"| {what} | {form(measured)} | {form(model)} | {model / measured:0.0} |"
        );

    private static string Both(Times times) => $"{Ms(times.P(50))} / {Ms(times.P(99))}";

    private static string Ms(double seconds) =>
        seconds < 0.01 ? (1000 * seconds).ToString("0.0", CultureInfo.InvariantCulture) : N(1000 * seconds);

    private static string N(double number) => number.ToString("N0", CultureInfo.InvariantCulture).Replace(',', ' ');
}
