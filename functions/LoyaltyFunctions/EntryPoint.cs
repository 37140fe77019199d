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
    private static async Task<int> Main(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<TraceMiddleware>();
        builder.UseMiddleware<FaultMiddleware>();
        builder.Services.AddFunctionApp();
        try
        {
            using var host = builder.Build();
            // Before anything is built that needs them: a start that fails names every wrong setting, not the first.
            if (StartFaults.In(host.Services.GetRequiredService<IStartupValidator>()) is { } faults)
            {
                await Console.Error.WriteLineAsync(faults);
                return 1;
            }

            await host.RunAsync();
            return 0;
        }
        catch (PlatformNotSupportedException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
