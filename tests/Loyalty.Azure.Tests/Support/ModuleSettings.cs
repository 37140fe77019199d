using System.Runtime.CompilerServices;

namespace Loyalty.Azure.Tests.Support;

internal static class ModuleSettings
{
    /// <summary>Without these, client libraries ask the cloud's metadata address for the machine they run on, and tell
    /// Microsoft of their own work.</summary>
    [ModuleInitializer]
    internal static void KeepOffTheNetwork()
    {
        Environment.SetEnvironmentVariable("COSMOS_DISABLE_IMDS_ACCESS", "true");
        Environment.SetEnvironmentVariable("APPLICATIONINSIGHTS_STATSBEAT_DISABLED", "true");
        Environment.SetEnvironmentVariable("APPLICATIONINSIGHTS_SDKSTATS_DISABLED", "true");
        Environment.SetEnvironmentVariable("OTEL_DOTNET_AZURE_MONITOR_ENABLE_RESOURCE_METRICS", "false");
    }
}
