using Loyalty.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.RequestLog;

/// <summary>Registers the log of requests.</summary>
public static class RequestLogServices
{
    /// <summary>Adds it, and <see cref="RequestLogOptions"/> from their section. Needs an <see cref="IRequestLog"/>.</summary>
    public static IServiceCollection AddLoyaltyRequestLog(this IServiceCollection services)
    {
        services.AddSettings<RequestLogOptions>("RequestLog");
        return services
            .AddSingleton<RequestRecorder>()
            .AddHostedService(provider => provider.GetRequiredService<RequestRecorder>())
            .AddSingleton<RequestHistory>();
    }
}
