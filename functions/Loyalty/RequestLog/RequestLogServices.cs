using Loyalty.Catalog;
using Loyalty.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Loyalty.RequestLog;

/// <summary>Registers the log of requests.</summary>
public static class RequestLogServices
{
    /// <summary>Adds it, and <see cref="RequestLogOptions"/> from their section. Needs an <see cref="IRequestLog"/>.</summary>
    public static IServiceCollection AddLoyaltyRequestLog(this IServiceCollection services)
    {
        services.AddSettings<RequestLogOptions, RequestLogOptionsCheck>("RequestLog");
        return services
            .AddSingleton<RequestRecorder>()
            .AddHostedService(provider => provider.GetRequiredService<RequestRecorder>())
            .AddSingleton<RequestHistory>()
            .AddSingleton<RetentionOf>(provider =>
            {
                var catalog = provider.GetRequiredService<CachedCatalog>();
                var options = provider.GetRequiredService<IOptions<RequestLogOptions>>();
                return async (org, cancellationToken) =>
                    (await catalog.FindAsync<Organisation>(Organisation.KeyOf(org), cancellationToken))?.RequestLogDays
                    ?? options.Value.DaysKept;
            });
    }
}
