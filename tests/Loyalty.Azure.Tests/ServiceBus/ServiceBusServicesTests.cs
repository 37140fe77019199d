using Loyalty.Azure.ServiceBus;
using Loyalty.Messaging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.Tests.ServiceBus;

public sealed class ServiceBusServicesTests
{
    [Fact]
    public async Task The_queues_are_registered_under_the_settings_of_the_deployment()
    {
        await using var services = Services(
            ("ServiceBus:fullyQualifiedNamespace", "acme.servicebus.windows.net"),
            ("ServiceBus:clientId", "6d2c9bd8-5d1c-4d0e-9b7d-0d5f8a3f4c11"),
            ("ServiceBus:credential", "managedidentity")
        );

        Assert.IsType<ServiceBusQueue>(services.GetRequiredService<IMessageQueue>());
        Assert.IsType<ServiceBusReadiness>(Assert.Single(services.GetServices<IReadiness>()));
        var options = services.GetRequiredService<IOptions<ServiceBusOptions>>().Value;
        Assert.Equal("6d2c9bd8-5d1c-4d0e-9b7d-0d5f8a3f4c11", options.ClientId);
    }

    [Theory]
    [InlineData("ServiceBus:FullyQualifiedNamespace", "")]
    [InlineData("ServiceBus:FullyQualifiedNamespace", "Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKey=x")]
    [InlineData("ServiceBus:FullyQualifiedNamespace", "https://acme.servicebus.windows.net")]
    [InlineData("ServiceBus:FullyQualifiedNamespace", "acme.servicebus.windows.net:5672")]
    [InlineData("ServiceBus:CallTimeout", "01:00:00")]
    [InlineData("ServiceBus:Retries", "-1")]
    public async Task Settings_that_cannot_work_are_named(string name, string value)
    {
        await using var services = Services(
            ("ServiceBus:FullyQualifiedNamespace", "acme.servicebus.windows.net"),
            (name, value)
        );

        var fault = Assert.Throws<OptionsValidationException>(() =>
            services.GetRequiredService<IOptions<ServiceBusOptions>>().Value
        );

        Assert.Contains(name.Split(':')[1], fault.Message);
    }

    private static ServiceProvider Services(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.GroupBy(s => s.Name).ToDictionary(g => g.Key, string? (g) => g.Last().Value)
            )
            .Build();
        return new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddServiceBusQueues()
            .BuildServiceProvider();
    }
}
