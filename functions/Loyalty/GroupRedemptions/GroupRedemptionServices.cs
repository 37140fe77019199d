using Loyalty.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.GroupRedemptions;

/// <summary>Registers the redemption of groups' points.</summary>
internal static class GroupRedemptionServices
{
    /// <summary>All of it. Needs an <see cref="IGroupRedemptionStore"/>.</summary>
    public static IServiceCollection AddLoyaltyGroupRedemptions(this IServiceCollection services)
    {
        services.AddSettings<GroupOptions, GroupOptionsCheck>(GroupOptions.Section);
        return services
            .AddSingleton<GroupMembers>()
            .AddSingleton<GroupSettlement>()
            .AddSingleton<GroupRedemptionHandler>()
            .AddSingleton<GroupReversalHandler>()
            .AddSingleton<GroupReconciliation>();
    }
}
