using Azure.Messaging.ServiceBus;
using Loyalty.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.ServiceBus;

/// <summary>Azure Service Bus as the product's queues.</summary>
public static class ServiceBusServices
{
    /// <summary>Registers the queues of one namespace, set up by the section <c>ServiceBus</c>. Receiving is the work of
    /// the triggers.</summary>
    public static IServiceCollection AddServiceBusQueues(this IServiceCollection services)
    {
        services
            .AddOptions<ServiceBusOptions>()
            .BindConfiguration(ServiceBusOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(provider => Open(provider.GetRequiredService<IOptions<ServiceBusOptions>>().Value));
        services.TryAddSingleton<ServiceBusSenders>();
        services.TryAddSingleton<IMessageQueue, ServiceBusQueue>();
        services.AddSingleton<IReadiness, ServiceBusReadiness>();
        return services;
    }

    /// <summary>A client that signs in without keys. Nothing is sent before its first use.</summary>
    private static ServiceBusClient Open(ServiceBusOptions options) =>
        new(options.FullyQualifiedNamespace, SignIn.As(options.ClientId), ClientOptions(options));

    internal static ServiceBusClientOptions ClientOptions(ServiceBusOptions options) =>
        new()
        {
            RetryOptions = new ServiceBusRetryOptions
            {
                MaxRetries = options.Retries,
                Delay = options.RetryDelay,
                TryTimeout = options.TryTimeout,
            },
        };
}
