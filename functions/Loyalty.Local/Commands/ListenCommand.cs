using System.CommandLine;
using Loyalty.Local.Demo;
using Loyalty.Local.Hosting;

namespace Loyalty.Local.Commands;

/// <summary><c>loyalty listen</c>: catches callbacks, checks their signatures and prints them.</summary>
internal static class ListenCommand
{
    // Every command line is read with this command in it, and few of them listen.
    private static readonly Lazy<HttpClient> Http = new(() => new() { Timeout = TimeSpan.FromSeconds(10) });
    private static readonly Option<string> Url = new("--url")
    {
        Description = "Where to listen.",
        DefaultValueFactory = _ => "http://127.0.0.1:7073",
    };
    private static readonly Option<string?> Platform = new("--platform")
    {
        Description = "Base URL of the platform whose published keys are trusted (default: that of demo.json).",
    };
    private static readonly Option<string?> Secret = new("--secret")
    {
        Description = "The callback secret, whsec_… (default: that of demo.json, else unchecked).",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("listen", "Catch callbacks, check their signatures and print them.");
        command.Options.Add(Url);
        command.Options.Add(Platform);
        command.Options.Add(Secret);
        command.Options.Add(DataOption.Data);
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>Starts a listener that trusts a platform.</summary>
    /// <exception cref="IOException">It cannot listen there; the message names the option.</exception>
    public static async Task<CallbackListener> StartAsync(
        string option,
        string url,
        Uri platform,
        string? secret,
        CancellationToken cancellationToken
    )
    {
        var listener = CallbackListener.On(url, new CallbackTrust(platform, secret, Http.Value), TimeProvider.System);
        try
        {
            await ListenAddress.BindAsync(option, url, () => listener.StartAsync(cancellationToken));
            return listener;
        }
        catch
        {
            await listener.DisposeAsync();
            throw;
        }
    }

    /// <summary>Prints what arrives, until cancelled.</summary>
    public static async Task PrintAsync(
        CallbackListener listener,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        await foreach (var callback in listener.Received.ReadAllAsync(cancellationToken))
        {
            await output.WriteLineAsync(
                $"Callback: signature {callback.Signature}; webhook-signature {callback.Webhook}"
            );
            await output.WriteLineAsync(callback.Body);
            await output.FlushAsync(cancellationToken);
        }
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var url = arguments.GetRequiredValue(Url);
        ListenAddress.Require(Url.Name, url);
        var demo = await DemoFile.ReadAsync(DataOption.Directory(arguments), cancellationToken);
        var platform = arguments.GetValue(Platform) ?? demo?.BaseUrl ?? LocalHost.DefaultUrl;
        if (!Uri.TryCreate(platform, UriKind.Absolute, out var trusted) || trusted.Scheme is not ("http" or "https"))
            throw new FormatException(
                $"{Platform.Name} is '{platform}': it must be the platform's address, like {LocalHost.DefaultUrl}."
            );
        var output = arguments.InvocationConfiguration.Output;
        await using var listener = await StartAsync(
            Url.Name,
            url,
            trusted,
            arguments.GetValue(Secret) ?? demo?.Partner.CallbackSecret,
            cancellationToken
        );
        await output.WriteLineAsync($"Listening on {listener.Url}, trusting {platform}");
        try
        {
            await PrintAsync(listener, output, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await output.WriteLineAsync("Stopped.");
        }

        return 0;
    }
}
