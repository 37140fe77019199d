using Loyalty.Catalog;
using Loyalty.Messaging;
using Loyalty.Network;
using Loyalty.Settings;
using Loyalty.Signing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Loyalty.Callbacks;

/// <summary>Registers the delivery of callbacks.</summary>
public static class CallbackServices
{
    /// <summary>
    /// Adds handler, turns, sender, transport, redelivery, and <see cref="CallbackOptions"/> from their section. Needs an
    /// <see cref="IKeyRing"/>, a <see cref="HostLookup"/>, a <see cref="CachedCatalog"/>, an <see cref="IMessageQueue"/>, an <see cref="IDeliveryLog"/>
    /// and a <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddLoyaltyCallbacks(this IServiceCollection services)
    {
        services.AddSettings<CallbackOptions, CallbackOptionsCheck>(CallbackOptions.Section);
        services.AddSingleton<CallbackTransport>();
        services.AddSingleton(provider => new CallbackSender(
            provider.GetRequiredService<CallbackTransport>(),
            provider.GetRequiredService<IKeyRing>(),
            provider.GetRequiredService<IOptions<CallbackOptions>>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<Receivers>();
        services.AddSingleton<AttemptTurns>();
        services.AddSingleton<CallbackHandler>();
        services.AddSingleton<Redelivery>();
        return services;
    }
}
