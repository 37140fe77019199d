using Loyalty.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Network;

/// <summary>Registers outgoing connections.</summary>
public static class NetworkServices
{
    /// <summary>Adds <see cref="HostLookup"/> and <see cref="NetworkOptions"/> from their section. Needs a
    /// <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddLoyaltyNetwork(this IServiceCollection services)
    {
        services.AddSettings<NetworkOptions, NetworkOptionsCheck>(NetworkOptions.Section);
        return services.AddSingleton<HostLookup>();
    }
}
