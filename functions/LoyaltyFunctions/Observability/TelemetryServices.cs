using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyFunctions.Observability;

/// <summary>Registers the export of telemetry.</summary>
public static class TelemetryServices
{
    /// <summary>Adds it, before whatever else works in the background: services stop in reverse order, and what those
    /// tell last is to be exported too.</summary>
    public static IServiceCollection AddTelemetryExport(this IServiceCollection services)
    {
        services
            .AddOptions<TelemetryOptions>()
            .BindConfiguration(TelemetryOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services.AddHostedService<TelemetryExport>();
    }
}
