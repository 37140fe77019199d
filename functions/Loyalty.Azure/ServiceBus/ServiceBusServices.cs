using Loyalty.Messaging;
using Loyalty.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.ServiceBus;

/// <summary>Azure Service Bus as the product's queues.</summary>
public static class ServiceBusServices
{
    /// <summary>Registers the queues of one namespace, set up by the section <c>ServiceBus</c>. Receiving is the work of
    /// the triggers; a host without any does it by <see cref="IMessageReceiver"/>.</summary>
    public static IServiceCollection AddServiceBusQueues(this IServiceCollection services)
    {
        services.AddSettings<ServiceBusOptions, ServiceBusOptionsCheck>(ServiceBusOptions.Section, SignIn.OfHost);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider =>
            ServiceBusConnection.Open(provider.GetRequiredService<IOptions<ServiceBusOptions>>().Value)
        );
        services.TryAddSingleton<ServiceBusSenders>();
        services.TryAddSingleton<IMessageQueue, ServiceBusQueue>();
        services.TryAddSingleton<IMessageReceiver, ServiceBusReceivers>();
        services.TryAddSingleton<IQueueReader, ServiceBusQueueReader>();
        services.TryAddSingleton<IBacklog, ServiceBusBacklog>();
        services.AddSingleton<IReadiness, ServiceBusReadiness>();
        return services;
    }
}
