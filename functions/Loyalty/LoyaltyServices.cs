using Loyalty.Budgets;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Corrections;
using Loyalty.GroupRedemptions;
using Loyalty.Holds;
using Loyalty.Identity;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Proof;
using Loyalty.Ledger.Reading;
using Loyalty.Limits;
using Loyalty.LoyaltyUser;
using Loyalty.Management;
using Loyalty.Messaging;
using Loyalty.Network;
using Loyalty.Notices;
using Loyalty.Ownership;
using Loyalty.PointOfSale;
using Loyalty.PointsRequests;
using Loyalty.Programs;
using Loyalty.Reports;
using Loyalty.RequestLog;
using Loyalty.Sessions;
using Loyalty.Settings;
using Loyalty.ValidationCodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Loyalty;

/// <summary>The product as a list of its capabilities. The host adds an adapter for each port.</summary>
public static class LoyaltyServices
{
    /// <summary>Registers everything that is not an adapter. Settings are read from the configuration's sections and
    /// checked when the host starts.</summary>
    public static IServiceCollection AddLoyalty(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Jitter>(RandomJitter.Next);
        services.AddSettings<CatalogOptions, CatalogOptionsCheck>("Catalog");
        services.AddSettings<AdmissionOptions, AdmissionOptionsCheck>("Admission");
        services.AddSettings<LedgerOptions, LedgerOptionsCheck>("Ledger");
        services.AddSettings<BudgetOptions, BudgetOptionsCheck>("Budgets");
        services.AddSettings<CorrectionOptions, CorrectionOptionsCheck>("Corrections");
        services.AddSettings<NoticeOptions, NoticeOptionsCheck>("Notices");
        services.AddSettings<CodeOptions, CodeOptionsCheck>(CodeOptions.Section);
        services.AddSettings<SetupOptions, SetupOptionsCheck>(SetupOptions.Section);
        services.AddSettings<SessionOptions, SessionOptionsCheck>(SessionOptions.Section);
        services.AddSettings<LimitOptions, LimitOptionsCheck>(LimitOptions.Section);
        return services
            .AddSingleton<ClientLimits>()
            .AddSingleton<CachedCatalog>()
            .AddSingleton<RuleVersions>()
            .AddLoyaltyRequestLog()
            .AddLoyaltyNetwork()
            .AddLoyaltyIdentity()
            .AddLoyaltyCallbacks()
            .AddSingleton<ClientSignatures>()
            .AddSingleton<RuleGate>()
            .AddSingleton<BackPressure>()
            .AddSingleton<PointsAdmission>()
            .AddSingleton<HoldAdmission>()
            .AddSingleton<RequestStatus>()
            .AddSingleton<BudgetDesk>()
            .AddSingleton<BudgetReturn>()
            .AddSingleton<Reconciliation>()
            .AddSingleton<OpenDecisions>()
            .AddSingleton<AccountHandler>()
            .AddSingleton<PointsHandler>()
            .AddSingleton<ExpirySweep>()
            .AddSingleton<Notifier>()
            .AddSingleton<ExpiryNotices>()
            .AddSingleton<CodeDesk>()
            .AddSingleton<BalanceQuery>()
            .AddSingleton<Reversals>()
            .AddSingleton<ReversalHandler>()
            .AddSingleton<HoldHandler>()
            .AddSingleton<AdjustmentHandler>()
            .AddSingleton<PointAssignmentHandler>()
            .AddSingleton<ChainWalk>()
            .AddSingleton<MessageParking>()
            .AddScoped<MessagesInHand>()
            .AddSingleton<OwnerSetup>()
            .AddSingleton<ConsoleSessions>()
            .AddLoyaltyManagement()
            .AddLoyaltyPrograms()
            .AddLoyaltyGroupRedemptions()
            .AddLoyaltyPointOfSale()
            .AddLoyaltyReports();
    }
}
