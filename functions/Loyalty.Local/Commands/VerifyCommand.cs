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
        await output.WriteLineAsync(
            $"{report.Accounts} accounts, {report.Entries} entries ({report.Posted} posted), "
                + $"{report.Requests} accepted requests ({report.Pending} still to apply)."
        );
        foreach (var fault in report.Faults.Take(MostShown))
            await error.WriteLineAsync(fault);
        await output.WriteLineAsync(report.Faults.Count == 0 ? "Everything holds." : $"{report.Faults.Count} faults.");
        return report.Faults.Count == 0 ? 0 : 1;
    }
}
