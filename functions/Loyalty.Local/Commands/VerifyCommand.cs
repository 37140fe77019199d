using System.CommandLine;
using Loyalty.Local.Proof;

namespace Loyalty.Local.Commands;

/// <summary><c>loyalty verify</c>: proves the ledger of a stopped host. Exit code 0 = everything holds, 1 = faults, 2 = it
/// cannot be read.</summary>
internal static class VerifyCommand
{
    private const int MostShown = 50;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(
            "verify",
            "Prove the ledger of a stopped host: replay every entry, check everything."
        );
        StoreOptions.On(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var (output, error) = (arguments.InvocationConfiguration.Output, arguments.InvocationConfiguration.Error);
        await using var stopped = await StoppedStore.OpenAsync(arguments);
        var report = await new StoreProof(stopped.Store, stopped.Folder, stopped.Queues).RunAsync(cancellationToken);
        await output.WriteLineAsync(CountsOf(report));
        return await TellAsync(report.Faults, output, error);
    }

    /// <summary>What a proof went through.</summary>
    public static string CountsOf(ProofReport report) =>
        $"{report.Accounts} accounts, {report.Entries} entries ({report.Posted} posted), "
        + $"{report.Requests} accepted requests ({report.Pending} still to apply).";

    /// <summary>Prints what a proof found and returns the exit code.</summary>
    public static async Task<int> TellAsync(IReadOnlyList<string> faults, TextWriter output, TextWriter error)
    {
        foreach (var fault in faults.Take(MostShown))
            await error.WriteLineAsync(fault);
        await output.WriteLineAsync(faults.Count == 0 ? "Everything holds." : $"{faults.Count} faults.");
        return faults.Count == 0 ? 0 : 1;
    }
}
