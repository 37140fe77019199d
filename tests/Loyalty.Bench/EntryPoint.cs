using System.CommandLine;
using System.Text.Json;
using Loyalty.Bench.Endurance;
using Loyalty.Bench.Measurements;
using Loyalty.Bench.Model;
using Loyalty.Bench.Reporting;
using Loyalty.Bench.Servers;

namespace Loyalty.Bench;

/// <summary>
/// Measures the platform on this machine against what could do the same work. Exit code 0 = it was measured, whether
/// goals are met or not; 1 = a measurement failed.
/// </summary>
internal static class EntryPoint
{
    private static readonly BenchOptions Defaults = new() { Folder = WorkFolder.Default };
    internal static readonly Option<bool> Json = new("--json") { Description = "Print one JSON document, no table." };
    private static readonly Option<string?> Only = new("--only")
    {
        Description = $"Measure only these, separated by commas: {string.Join(", ", MeasurementList.Names)}.",
    };
    private static readonly Option<int> Rounds = Number(
        "--rounds",
        "How often subject and baseline are measured, by turns.",
        Defaults.Rounds,
        100
    );
    private static readonly Option<int> Seconds = Number(
        "--seconds",
        "How long one side is loaded in a round.",
        Defaults.Seconds,
        600
    );
    internal static readonly Option<int> Connections = Number(
        "--connections",
        "Connections of the HTTP client.",
        Defaults.Connections,
        1000
    );
    private static readonly Option<int> Requests = Number(
        "--requests",
        "Most signed requests in a round.",
        Defaults.Requests,
        1_000_000
    );
    private static readonly Option<int> Accounts = Number(
        "--accounts",
        "Accounts that applies are spread over.",
        Defaults.Accounts,
        1_000_000
    );
    private static readonly Option<int> Batches = Number(
        "--batches",
        "Batches of 100 messages applied at once.",
        Defaults.Batches,
        64
    );
    private static readonly Option<int> Entries = Number(
        "--entries",
        "Entries, issues or accounts in the large stores.",
        Defaults.Entries,
        100_000_000
    );
    internal static readonly Option<string> Folder = new("--folder")
    {
        Description = "Where temporary folders are made; must be on a real disk.",
        DefaultValueFactory = _ => Defaults.Folder,
    };
    private static readonly Option<string?> Postgres = new("--postgres")
    {
        Description = "Folder with initdb, postgres, psql and pgbench (default: the newest in /usr/lib/postgresql).",
    };

    private static Task<int> Main(string[] arguments)
    {
        if (arguments is [BareServer.Verb, ..])
            return BareServer.RunAsync(arguments);
        var command = new RootCommand("Measures the platform on this machine against bare servers and databases.");
        Only.Validators.Add(only =>
        {
            foreach (var name in NamesIn(only.GetValueOrDefault<string?>()))
                if (!MeasurementList.Names.Contains(name, StringComparer.Ordinal))
                    only.AddError($"There is no measurement '{name}'.");
        });
        foreach (
            var option in new Option[]
            {
                Json,
                Only,
                Rounds,
                Seconds,
                Connections,
                Requests,
                Accounts,
                Batches,
                Entries,
                Folder,
                Postgres,
            }
        )
            command.Options.Add(option);
        command.SetAction(RunAsync);
        command.Subcommands.Add(EnduranceCommand.Create());
        command.Subcommands.Add(ModelReport.Command());
        return command.Parse(arguments).InvokeAsync();
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var options = new BenchOptions
        {
            Rounds = arguments.GetValue(Rounds),
            Seconds = arguments.GetValue(Seconds),
            Connections = arguments.GetValue(Connections),
            Requests = arguments.GetValue(Requests),
            Accounts = arguments.GetValue(Accounts),
            Batches = arguments.GetValue(Batches),
            Entries = arguments.GetValue(Entries),
            Folder = Path.GetFullPath(arguments.GetRequiredValue(Folder)),
            PostgresFolder = arguments.GetValue(Postgres) ?? PostgresPrograms.Find(),
        };
        var machine = MachineFacts.Read(options.Folder, TimeProvider.System);
        var measurements = MeasurementList.Create(options, [.. NamesIn(arguments.GetValue(Only))], TimeProvider.System);
        var run = new BenchRun(options.Rounds, arguments.InvocationConfiguration.Error);
        var results = await run.RunAsync(measurements, cancellationToken);
        var report = BenchReport.Of(machine, options, SettingCard.Read(), results);
        var output = arguments.InvocationConfiguration.Output;
        await output.WriteLineAsync(
            arguments.GetValue(Json)
                ? JsonSerializer.Serialize(report, BenchJson.Default.BenchReport)
                : BenchTable.Format(report)
        );
        return results.Any(result => result.IsBroken) ? 1 : 0;
    }

    private static string[] NamesIn(string? list) =>
        (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    internal static Option<int> Number(string name, string description, int usual, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var number && (number < 1 || number > most))
                result.AddError($"{name} must be a number from 1 to {most}.");
        });
        return option;
    }
}
