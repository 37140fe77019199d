using Loyalty;
using Loyalty.Azure.Cosmos;
using LoyaltyFunctions.Health;
using LoyaltyFunctions.Http;
using LoyaltyFunctions.Observability;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace LoyaltyFunctions;

/// <summary>Starts the function app in Azure.</summary>
internal static class EntryPoint
{
    /// <summary>Where the host awaits its worker; it tells every worker that it starts.</summary>
    private const string HostSetting = "Functions:Worker:HostEndpoint";

    private static async Task<int> Main(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        if (string.IsNullOrEmpty(builder.Configuration[HostSetting]))
            return await FailAsync(
                "This app is run by the Functions host (func start) or by the local host (functions/Loyalty.Local)."
            );

        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<TraceMiddleware>();
        builder.UseMiddleware<FaultMiddleware>();
        builder.Services.AddFunctionApp(builder.Configuration, builder.Environment);
        // Whether all of them can be made is for a test to say, not for each start in Development to find out anew.
        builder.ConfigureContainer(
            new DefaultServiceProviderFactory(new() { ValidateScopes = builder.Environment.IsDevelopment() })
        );
        try
        {
            using var host = builder.Build();
            // Before anything is built that needs them: a start that fails names every wrong setting, not the first.
            if (StartFaults.In(host.Services.GetRequiredService<IStartupValidator>()) is { } faults)
                return await FailAsync(faults);
            // Before the worker takes in invocations.
            await host.Services.GetRequiredService<CosmosSetup>().EnsureAsync(CancellationToken.None);
            OpenLinks(host.Services);
            await host.RunAsync();
            return 0;
        }
        catch (Exception e) when (e is PlatformNotSupportedException or UnavailableException or InvalidDataException)
        {
            return await FailAsync(e.Message);
        }
    }

    /// <summary>While the host asks its worker what there is to be invoked, those links are opened that the first request
    /// would have to wait for. What cannot be reached stands in the log.</summary>
    private static void OpenLinks(IServiceProvider services)
    {
        var readiness = services.GetRequiredService<Readiness>();
        services
            .GetRequiredService<IHostApplicationLifetime>()
            .ApplicationStarted.Register(() => _ = readiness.UnreachableAsync(CancellationToken.None));
    }

    private static async Task<int> FailAsync(string why)
    {
        await Console.Error.WriteLineAsync(StartFaults.Line(why));
        return 1;
    }
}
