using Loyalty.Azure.ApplicationInsights;
using Loyalty.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LoyaltyFunctions.Observability;

/// <summary>Registers the export of telemetry.</summary>
public static class TelemetryServices
{
    /// <summary>Adds it, before whatever else works in the background: services stop in reverse order, and what those
    /// tell last is to be exported too.</summary>
    public static IServiceCollection AddTelemetryExport(this IServiceCollection services)
    {
        services
            .AddSettings<TelemetryOptions, TelemetryOptionsCheck>(TelemetryOptions.Section)
            .Validate<IConfiguration>(
                (_, configuration) => ApplicationInsightsSink.CanBeRead(configuration),
                ApplicationInsightsSink.Unreadable
            )
            .Validate<IConfiguration>(
                (_, configuration) =>
                    configuration[TelemetryExport.EndpointSetting] is null or ""
                    || Uri.TryCreate(configuration[TelemetryExport.EndpointSetting], UriKind.Absolute, out Uri? _),
                $"{TelemetryExport.EndpointSetting} is not a URL."
            );
        return services.AddHostedService(provider =>
        {
            var configuration = provider.GetRequiredService<IConfiguration>();
            var logger = provider.GetRequiredService<ILogger<TelemetryExport>>();
            return new TelemetryExport(
                configuration,
                provider.GetRequiredService<IOptions<TelemetryOptions>>(),
                ApplicationInsightsSink.Of(configuration, logger)
            );
        });
    }
}
