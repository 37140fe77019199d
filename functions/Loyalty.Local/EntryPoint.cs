using System.CommandLine;
using Loyalty.Local.Commands;

namespace Loyalty.Local;

/// <summary>The <c>loyalty</c> command line.</summary>
internal static class EntryPoint
{
    // Longer than a host's own time to drain: by default, work that takes more than two seconds would be cut off.
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(40);

    private static Task<int> Main(string[] arguments)
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
        return root.Parse(arguments).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = EndWithin });
    }
}
