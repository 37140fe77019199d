using Loyalty.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.PointOfSale;

/// <summary>Registers the point of sale.</summary>
internal static class PointOfSaleServices
{
    /// <summary>All of it.</summary>
    public static IServiceCollection AddLoyaltyPointOfSale(this IServiceCollection services)
    {
        services.AddSettings<PointOfSaleOptions, PointOfSaleOptionsCheck>(PointOfSaleOptions.Section);
        return services
            .AddSingleton<CustomerLookup>()
            .AddSingleton<TillPrograms>()
            .AddSingleton<GroupLookup>()
            .AddSingleton<GroupDesk>()
            .AddSingleton<RedemptionCheck>()
            .AddSingleton<RedemptionHandler>()
            .AddSingleton<RedemptionReversal>()
            .AddSingleton<TillCounts>()
            .AddHostedService(provider => provider.GetRequiredService<TillCounts>())
            .AddSingleton<TillDesk>();
    }
}
