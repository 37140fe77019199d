using System.CommandLine;
using Loyalty.Local.Demo;
using Loyalty.Local.Hosting;

namespace Loyalty.Local.Commands;

/// <summary><c>loyalty demo</c>: the whole way once, each step shown, on a host and a data folder of its own.</summary>
internal static class DemoCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("demo", "Go the whole way once: token, earn, callback, balance, redeem, refusal.");
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("loyalty-demo-");
        try
        {
            var settings = new Dictionary<string, string?>
            {
                ["urls"] = "http://127.0.0.1:0",
                ["Embedded:DataDirectory"] = folder.FullName,
            };
            await using var host = await LocalHost.StartAsync(settings, configure: null, cancellationToken);
            var demo =
                await new DemoSetup(host.Services).EnsureAsync(host.BaseUrl, cancellationToken)
                ?? throw new InvalidOperationException("A new folder has no demo.");
            await using var listener = await ListenCommand.StartAsync(
                "--url",
                "http://127.0.0.1:0",
                host.BaseUrl,
                demo.Partner.CallbackSecret,
                cancellationToken
            );
            using var http = new HttpClient { BaseAddress = host.BaseUrl };
            var story = new DemoStory(http, demo, listener, arguments.InvocationConfiguration.Output);
            return await story.TellAsync(cancellationToken) ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
