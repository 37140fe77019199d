using System.CommandLine;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Keys;
using Loyalty.Local.Demo;
using Loyalty.Local.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Loyalty.Local.Commands;

/// <summary><c>loyalty serve</c>: the local host, until it is told to stop.</summary>
internal static class ServeCommand
{
    private static readonly Option<string?> Urls = new("--urls")
    {
        Description = $"Where to listen (default {LocalHost.DefaultUrl}).",
    };
    private static readonly Option<string?> NewKeys = new("--new-keys")
    {
        Description = "The id of keys that are lost for good, as the refused start names it: new ones are made.",
    };
    private static readonly Option<bool> NoDemo = new("--no-demo")
    {
        Description = "Do not set up a demo organisation in an empty data folder. Outside Development there is none.",
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
        command.Options.Add(NewKeys);
        command.Options.Add(NoDemo);
        command.Options.Add(Listen);
        command.SetAction(RunAsync);
        return command;
    }

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
    }

    private static async Task<int> ServeAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var settings = StoreOptions.Read(arguments);
        if (arguments.GetValue(Urls) is { } urls)
            settings["urls"] = urls;
        if (arguments.GetValue(NewKeys) is { } lost)
            settings[$"{KeyOptions.Section}:{nameof(KeyOptions.Lost)}"] = lost;

        var listenOn = arguments.GetRequiredValue(Listen) is var where && where != "off" ? where : null;
        if (listenOn is not null)
            ListenAddress.Require(Listen.Name, listenOn);

        DemoFile? demo = null;
        var isEmpty = false;
        using var traceIds = TraceIds.Give();
        await using var host = await LocalHost.StartAsync(
            settings,
            configure: null,
            async (services, baseUrl) =>
            {
                var setup = new DemoSetup(services);
                if (!arguments.GetValue(NoDemo))
                    demo = await setup.EnsureAsync(baseUrl, cancellationToken);
                isEmpty = await setup.IsStoreEmptyAsync(cancellationToken);
            },
            cancellationToken
        );
        var output = arguments.InvocationConfiguration.Output;
        await output.WriteLineAsync($"Loyalty listens on {host.BaseUrl.GetLeftPart(UriPartial.Authority)}");
        await using var listener = demo is null
            ? null
            : await StartListenerAsync(listenOn, demo, host, output, cancellationToken);
        if (demo is not null)
            await output.WriteLineAsync(await WelcomeAsync(host, demo, listener?.Url, cancellationToken));
        if (isEmpty)
            await output.WriteLineAsync(
                "There is no organisation yet. Set Setup__TokenHash to the SHA-256 of a token of your own, start again and "
                    + $"create one with POST /manage/setup: {host.BaseUrl.GetLeftPart(UriPartial.Authority)}/docs says how."
            );
        await output.FlushAsync(cancellationToken);

        var lifetime = host.Services.GetRequiredService<IHostApplicationLifetime>();
        using var told = lifetime.ApplicationStopping.Register(() =>
            output.WriteLine("Stopping: work in hand is finished first.")
        );
        using var stop = cancellationToken.Register(lifetime.StopApplication);
        await host.WaitForShutdownAsync();
        await output.WriteLineAsync("Stopped.");
        return 0;
    }

    private static async Task<CallbackListener?> StartListenerAsync(
        string? url,
        DemoFile demo,
        LocalHost host,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        if (url is null)
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
                    Listen.Name,
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
