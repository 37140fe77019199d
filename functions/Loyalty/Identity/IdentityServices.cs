using Loyalty.Catalog;
using Loyalty.Network;
using Loyalty.Settings;
using Loyalty.Signing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.Identity;

/// <summary>Registers tokens and client secrets.</summary>
public static class IdentityServices
{
    private static readonly TimeSpan AuthorityConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Adds token endpoint, issuer, verifier, discovery and keys document, and <see cref="IdentityOptions"/> from their
    /// section. Needs an <see cref="IKeyRing"/>, a <see cref="HostLookup"/>, a <see cref="CachedCatalog"/> and a <see cref="TimeProvider"/>. The
    /// way to an authority can be replaced: an <see cref="HttpMessageHandler"/> under the key
    /// <see cref="TokenVerifier.AuthorityHandler"/>.
    /// </summary>
    public static IServiceCollection AddLoyaltyIdentity(this IServiceCollection services)
    {
        services.AddSettings<IdentityOptions, IdentityOptionsCheck>(IdentityOptions.Section);
        services.AddSingleton<ClientAuthenticator>();
        services.AddSingleton<TokenIssuer>();
        services.AddSingleton<TokenEndpoint>();
        services.AddSingleton<Discovery>();
        services.AddSingleton<Jwks>();
        services.AddSingleton(provider => new TokenVerifier(
            provider.GetRequiredService<CachedCatalog>(),
            provider.GetRequiredService<IKeyRing>(),
            provider.GetRequiredService<IOptions<IdentityOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<TokenVerifier>>(),
            () =>
                provider.GetKeyedService<HttpMessageHandler>(TokenVerifier.AuthorityHandler)
                ?? CreateAuthorityHandler(provider)
        ));
        return services;
    }

    // The operator names the authority, and many stand in a private network.
    private static SocketsHttpHandler CreateAuthorityHandler(IServiceProvider provider) =>
        new OutgoingConnection(
            provider.GetRequiredService<HostLookup>(),
            static _ => true,
            provider.GetRequiredService<IOptions<NetworkOptions>>(),
            provider.GetRequiredService<TimeProvider>()
        ).CreateHandler(AuthorityConnectTimeout);
}
