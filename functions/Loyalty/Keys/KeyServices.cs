using Loyalty.Settings;
using Loyalty.Signing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Loyalty.Keys;

/// <summary>What every home of the platform's own keys needs, and a file as that home where there is no vault.</summary>
public static class KeyServices
{
    /// <summary>Registers what compares loaded keys with those that the store knows, set up by the section
    /// <c>Keys</c>.</summary>
    public static IServiceCollection AddKeyMemory(this IServiceCollection services)
    {
        services.AddSettings<KeyOptions>(KeyOptions.Section);
        services.TryAddSingleton<KeyMemory>();
        return services;
    }

    /// <summary>Registers the key ring of the file <see cref="KeyFile.FileName"/> in a folder. It needs a catalog, and is
    /// opened before the host's other services start.</summary>
    public static IServiceCollection AddKeyFile(
        this IServiceCollection services,
        Func<IServiceProvider, string> folder
    ) =>
        services
            .AddKeyMemory()
            .AddSingleton(provider =>
                ActivatorUtilities.CreateInstance<KeyFileKeeper>(
                    provider,
                    Path.Combine(folder(provider), KeyFile.FileName)
                )
            )
            .AddSingleton<IHostedService>(provider => provider.GetRequiredService<KeyFileKeeper>())
            .AddSingleton<IKeyRing>(provider => provider.GetRequiredService<KeyFileKeeper>().Keys);
}
