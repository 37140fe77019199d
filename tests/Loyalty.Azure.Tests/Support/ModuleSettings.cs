using System.Runtime.CompilerServices;

namespace Loyalty.Azure.Tests.Support;

internal static class ModuleSettings
{
    /// <summary>Without it, the client library asks the cloud's metadata address for the machine it runs on.</summary>
    [ModuleInitializer]
    internal static void KeepOffTheNetwork() =>
        Environment.SetEnvironmentVariable("COSMOS_DISABLE_IMDS_ACCESS", "true");
}
