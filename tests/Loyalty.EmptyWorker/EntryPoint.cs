using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

namespace Loyalty.EmptyWorker;

/// <summary>The least function app that there can be.</summary>
internal static class EntryPoint
{
    private static Task Main(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        return builder.Build().RunAsync();
    }
}
