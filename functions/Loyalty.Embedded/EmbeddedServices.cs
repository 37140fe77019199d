using Loyalty.Budgets;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.GroupRedemptions;
using Loyalty.Ledger;
using Loyalty.Management.Members;
using Loyalty.Messaging;
using Loyalty.Notifications;
using Loyalty.PointsRequests;
using Loyalty.Programs;
using Loyalty.RequestLog;
using Loyalty.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Loyalty.Embedded;

/// <summary>The embedded store as the product's ports.</summary>
public static class EmbeddedServices
{
    /// <summary>
    /// Registers every store port on one SQLite file, set up by the section <c>Embedded</c>. The file is opened when
    /// the first of them is asked for, and closed with the container.
    /// </summary>
    public static IServiceCollection AddEmbeddedStores(this IServiceCollection services)
    {
        services.AddSettings<EmbeddedOptions, EmbeddedOptionsCheck>(EmbeddedOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider =>
            SqliteDatabase.Open(provider.GetRequiredService<IOptions<EmbeddedOptions>>())
        );
        services.TryAddSingleton<SqliteQueues>();
        services.TryAddSingleton<SqliteAudit>();
        services.TryAddSingleton<IMessageQueue>(provider => provider.GetRequiredService<SqliteQueues>());
        services.TryAddSingleton<IMessageReceiver>(provider => provider.GetRequiredService<SqliteQueues>());
        services.TryAddSingleton<IQueueReader>(provider => provider.GetRequiredService<SqliteAudit>());
        services.TryAddSingleton<IStoreReader>(provider => provider.GetRequiredService<SqliteAudit>());
        services.TryAddSingleton<IQueueLevels, SqliteQueueLevels>();
        services.TryAddSingleton<IBacklog, SqliteBacklog>();
        services.TryAddSingleton<ILedgerStore, SqliteLedgerStore>();
        services.TryAddSingleton<IBudgetStore, SqliteBudgetStore>();
        services.TryAddSingleton<IIssueStore, SqliteIssueStore>();
        services.TryAddSingleton<IGroupRedemptionStore, SqliteGroupRedemptionStore>();
        services.TryAddSingleton<IRequestRegistry, SqliteRequestRegistry>();
        services.TryAddSingleton<ICatalog, SqliteCatalog>();
        services.TryAddSingleton<IParking, SqliteParking>();
        services.TryAddSingleton<IDeliveryLog, SqliteDeliveryLog>();
        services.TryAddSingleton<IRequestLog, SqliteRequestLog>();
        services.TryAddSingleton<IResidue, SqliteResidue>();
        services.TryAddSingleton<IOutbox, SqliteOutbox>();
        return services;
    }
}
