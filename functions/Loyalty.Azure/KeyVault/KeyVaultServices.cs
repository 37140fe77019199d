using Azure.Security.KeyVault.Keys;
using Loyalty.Keys;
using Loyalty.Settings;
using Loyalty.Signing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.KeyVault;

/// <summary>Azure Key Vault as the guard of the platform's own keys.</summary>
public static class KeyVaultServices
{
    /// <summary>
    /// Registers the key ring, set up by the section <c>KeyVault</c>. It needs a catalog, which is another adapter's to
    /// add, and is loaded before the host's other services start; where it cannot be, the start fails.
    /// </summary>
    public static IServiceCollection AddKeyVaultKeyRing(this IServiceCollection services)
    {
        services.AddSettings<KeyVaultOptions, KeyVaultOptionsCheck>(KeyVaultOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => Open(provider.GetRequiredService<IOptions<KeyVaultOptions>>().Value));
        services.AddKeyMemory().TryAddSingleton<WrappingKey>();
        services.TryAddSingleton<KeyVaultKeyRing>();
        services.TryAddSingleton<IKeyRing>(provider => provider.GetRequiredService<KeyVaultKeyRing>());
        services.AddHostedService<KeyRingKeeper>();
        return services;
    }

    /// <summary>A client that signs in without keys. Nothing is sent before its first use.</summary>
    private static KeyClient Open(KeyVaultOptions options) =>
        new(
            options.VaultUri ?? throw new InvalidOperationException("KeyVault:VaultUri is not set."),
            SignIn.As(options.ClientId)
        );
}
