using Loyalty.Corrections;
using Loyalty.Idempotency;
using Loyalty.Management.Clients;
using Loyalty.Management.Groups;
using Loyalty.Management.Members;
using Loyalty.Management.Operations;
using Loyalty.Management.Organisations;
using Loyalty.Management.Programs;
using Loyalty.Management.Rules;
using Loyalty.Management.Transactions;
using Loyalty.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Management;

/// <summary>Registers what organisations set up and look after.</summary>
public static class ManagementServices
{
    /// <summary>Adds it, and <see cref="ManagementOptions"/> from their section.</summary>
    public static IServiceCollection AddLoyaltyManagement(this IServiceCollection services)
    {
        services.AddSettings<ManagementOptions, ManagementOptionsCheck>("Management");
        services.AddSettings<SharingOptions, SharingOptionsCheck>("Sharing");
        return services
            .AddSingleton<Creations>()
            .AddSingleton<AuditRecords>()
            .AddSingleton<RuleBudgets>()
            .AddSingleton<RuleReferences>()
            .AddSingleton<RuleHistory>()
            .AddSingleton<RuleRegister>()
            .AddSingleton<RuleSimulation>()
            .AddSingleton<RuleSharing>()
            .AddSingleton<OrganisationRegister>()
            .AddSingleton<ProgramRegister>()
            .AddSingleton<ClientFile>()
            .AddSingleton<ClientRegister>()
            .AddSingleton<Managers>()
            .AddSingleton<ClientChanges>()
            .AddSingleton<ClientSecrets>()
            .AddSingleton<TransactionRegister>()
            .AddSingleton<CorrectionAudit>()
            .AddSingleton<CorrectionRounds>()
            .AddSingleton<CorrectionHandler>()
            .AddMembersManagement()
            .AddOperationsManagement();
    }

    private static IServiceCollection AddMembersManagement(this IServiceCollection services) =>
        services
            .AddSingleton<MemberAccounts>()
            .AddSingleton<MemberLookup>()
            .AddSingleton<MemberRegister>()
            .AddSingleton<MemberList>()
            .AddSingleton<GroupRegister>()
            .AddSingleton<GroupPoints>();

    private static IServiceCollection AddOperationsManagement(this IServiceCollection services) =>
        services
            .AddSingleton<DeliveryRegister>()
            .AddSingleton<ParkedSettlement>()
            .AddSingleton<ParkedRegister>()
            .AddSingleton<AuditRegister>()
            .AddSingleton<Me>();
}
