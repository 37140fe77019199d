using System.CommandLine;
using System.Net.Sockets;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Local.Demo;
using Loyalty.Local.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Loyalty.Local.Commands;

/// <summary><c>loyalty serve</c>: the local host, until it is told to stop.</summary>
internal static class ServeCommand
{
    private static readonly Option<string?> Urls = new("--urls")
    {
        Description = $"Where to listen (default {LocalHost.DefaultUrl}).",
    };
    private static readonly Option<bool> NoDemo = new("--no-demo")
    {
        Description = "Do not set up a demo organisation in an empty data folder.",
    };
    private static readonly Option<string> Listen = new("--listen")
    {
        Description = "Where the demo's own callback listener listens in Development; 'off' for none.",
        DefaultValueFactory = _ => "http://127.0.0.1:7072",
    };

    /// <summary>Makes the command, or gives its options and action to the root command, whose default it is.</summary>
    public static T On<T>(T command)
        where T : Command
    {
        command.Options.Add(Urls);
        StoreOptions.On(command);
        command.Options.Add(NoDemo);
        command.Options.Add(Listen);
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>What keeps a host from starting is said in one line: it is for people, and none of it is a bug.</summary>
    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await ServeAsync(arguments, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop before it had quite begun.
            return 0;
        }
        catch (Exception fault)
            when (fault
                    is UnavailableException
                        or IOException
                        or InvalidDataException
                        or UnauthorizedAccessException
                        or SocketException
                        or FormatException
                        or OptionsValidationException
            )
        {
            await arguments.InvocationConfiguration.Error.WriteLineAsync(fault.Message);
            return 2;
        }
    }

    private static async Task<int> ServeAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var settings = StoreOptions.Read(arguments);
        if (arguments.GetValue(Urls) is { } urls)
            settings["urls"] = urls;

        DemoFile? demo = null;
        await using var host = await LocalHost.StartAsync(
            settings,
            configure: null,
            async (services, baseUrl) =>
            {
                if (!arguments.GetValue(NoDemo))
                    demo = await new DemoSetup(services).EnsureAsync(baseUrl, cancellationToken);
            },
            cancellationToken
        );
        var output = arguments.InvocationConfiguration.Output;
        await output.WriteLineAsync($"Loyalty listens on {host.BaseUrl.GetLeftPart(UriPartial.Authority)}");
        await using var listener = demo is null
            ? null
            : await StartListenerAsync(arguments, demo, host, output, cancellationToken);
        if (demo is not null)
            await output.WriteLineAsync(await WelcomeAsync(host, demo, listener?.Url, cancellationToken));
        await output.FlushAsync(cancellationToken);

        using var stop = cancellationToken.Register(
            host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication
        );
        await host.WaitForShutdownAsync();
        return 0;
    }

    private static async Task<CallbackListener?> StartListenerAsync(
        ParseResult arguments,
        DemoFile demo,
        LocalHost host,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        var url = arguments.GetValue(Listen);
        if (url is null or "off" || !host.Services.GetRequiredService<IHostEnvironment>().IsDevelopment())
            return null;
        var listener = await ListenAsync(url) ?? await ListenAsync("http://127.0.0.1:0");
        if (listener is null)
            return null;
        _ = ListenCommand.PrintAsync(listener, output, cancellationToken);
        return listener;

        // The demo's listener is a convenience: a port that is taken must not keep the platform from serving.
        async Task<CallbackListener?> ListenAsync(string where)
        {
            try
            {
                return await ListenCommand.StartAsync(
                    where,
                    host.BaseUrl,
                    demo.Partner.CallbackSecret,
                    cancellationToken
                );
            }
            catch (IOException)
            {
                await output.WriteLineAsync($"Cannot listen for callbacks on {where}.");
                return null;
            }
        }
    }

    private static async Task<string> WelcomeAsync(
        LocalHost host,
        DemoFile demo,
        string? callbackUrl,
        CancellationToken cancellationToken
    )
    {
        var time = host.Services.GetRequiredService<TimeProvider>();
        var catalog = host.Services.GetRequiredService<CachedCatalog>();
        var partner = await catalog.FindAsync<Client>(Client.KeyOf(demo.Partner.ClientId), cancellationToken);
        if (partner is null)
            return "The demo partner was removed; demo.json no longer works.";
        var token = host.Services.GetRequiredService<TokenIssuer>().Issue(partner, partner.Scopes);
        var now = time.GetUtcNow();
        var requestId = $"hello-{now.ToUnixTimeSeconds()}";
        var balance = $"{demo.BaseUrl}/latitude-points/orgs/{demo.OrgId}/point-programs/default/balances/{demo.UserId}";
        return $"""
            Console: {demo.BaseUrl}/console/ – sign in with the owner's client id and secret of demo.json
            Health: {demo.BaseUrl}/health/ready

            A signed request that earns 10 points; it is good for 5 minutes. Paste it into another terminal:

            {SignedCurl.Points(demo, token, requestId, 10, callbackUrl, now)}

            {(callbackUrl is null ? "" : "Its callback arrives here. ")}The balance before and after:

            curl '{balance}' -H 'Authorization: Bearer {token}'

            """;
    }
}
