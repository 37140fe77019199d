using LoyaltyFunctions.Health;
using LoyaltyFunctions.Http;
using LoyaltyFunctions.Management;
using LoyaltyFunctions.PointOfSale;
using Microsoft.Extensions.DependencyInjection;

namespace LoyaltyFunctions;

/// <summary>What the functions need besides the product.</summary>
public static class FunctionServices
{
    /// <summary>Registers it; both hosts do.</summary>
    public static IServiceCollection AddFunctions(this IServiceCollection services) =>
        services
            .AddSingleton<Readiness>()
            .AddSingleton<Callers>()
            .AddSingleton<ApiRequests>()
            .AddSingleton<ManagementRequests>()
            .AddSingleton<TillRequests>()
            .AddSingleton<TransactionsCsv>();
}
