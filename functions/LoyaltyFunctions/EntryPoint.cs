using Loyalty;
using LoyaltyFunctions.Http;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

namespace LoyaltyFunctions;

/// <summary>Starts the function app in Azure.</summary>
internal static class EntryPoint
{
    private static async Task<int> Main(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<FaultMiddleware>();
        builder.Services.AddLoyalty().AddFunctions();
        try
        {
            await builder.Build().RunAsync();
            return 0;
        }
        catch (PlatformNotSupportedException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
