using System.CommandLine;
using System.Net.Sockets;
using Loyalty.Local.Commands;
using Microsoft.Extensions.Options;

namespace Loyalty.Local;

/// <summary>The <c>loyalty</c> command line.</summary>
internal static class EntryPoint
{
    // Not 1, by which verify tells of faults that it found.
    private const int CannotRun = 2;

    // Longer than a host's own time to drain: by default, work that takes more than two seconds would be cut off.
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(40);

    /// <summary>What keeps a command from its work is said in one line: a stack trace helps nobody who runs it.</summary>
    private static async Task<int> Main(string[] arguments)
    {
        var parsed = Root().Parse(arguments);
        try
        {
            if (parsed.Errors.Count > 0)
                throw new FormatException(
                    string.Join(' ', parsed.Errors.Select(error => error.Message)) + " --help lists what there is."
                );
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = EndWithin,
                }
            );
        }
        catch (Exception fault)
        {
            await Console.Error.WriteLineAsync(TextOf(fault).ReplaceLineEndings(" "));
            return CannotRun;
        }
    }

    private static RootCommand Root()
    {
        var root = ServeCommand.On(
            new RootCommand("A loyalty-points platform on one machine. Without a command: serve.")
        );
        root.Subcommands.Add(ServeCommand.On(new Command("serve", "Run the platform.")));
        root.Subcommands.Add(DemoCommand.Create());
        root.Subcommands.Add(SignCommand.Create());
        root.Subcommands.Add(ListenCommand.Create());
        root.Subcommands.Add(VerifyCommand.Create());
        root.Subcommands.Add(ExportCommand.Create());
        root.Subcommands.Add(BackupCommand.Create());
        return root;
    }

    private static string TextOf(Exception fault) =>
        fault switch
        {
            OperationCanceledException => "Stopped before it was done.",
            AggregateException several => string.Join(' ', several.InnerExceptions.Select(TextOf)),
            UnavailableException
            or IOException
            or InvalidDataException
            or UnauthorizedAccessException
            or SocketException
            or FormatException
            or OptionsValidationException => fault.Message,
            _ => $"It cannot go on ({fault.GetType().Name}): {fault.Message}",
        };
}
