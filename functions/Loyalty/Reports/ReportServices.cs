using Loyalty.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Reports;

/// <summary>Registers what is counted over the ledger.</summary>
public static class ReportServices
{
    /// <summary>Adds it, and <see cref="OverviewOptions"/> from their section.</summary>
    public static IServiceCollection AddLoyaltyReports(this IServiceCollection services)
    {
        services.AddSettings<OverviewOptions, OverviewOptionsCheck>("Overview");
        return services
            .AddSingleton<TotalsKeeper>()
            .AddSingleton<TotalsRounds>()
            .AddSingleton<Overview>()
            .AddSingleton<FirstBudgets>();
    }
}
