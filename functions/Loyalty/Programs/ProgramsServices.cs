using Loyalty.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Programs;

/// <summary>Registers the programs aggregator.</summary>
public static class ProgramsServices
{
    /// <summary>Adds it, and <see cref="ProgramsOptions"/> from their section.</summary>
    public static IServiceCollection AddLoyaltyPrograms(this IServiceCollection services)
    {
        services.AddSettings<ProgramsOptions>("Programs");
        return services
            .AddSingleton<IssueHandler>()
            .AddSingleton<IssueReconciliation>()
            .AddSingleton<IssueRegister>()
            .AddSingleton<ConnectionRegister>();
    }
}
