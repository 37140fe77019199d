using Loyalty.Callbacks;
using Loyalty.Programs.Remote;
using Loyalty.Settings;
using Loyalty.Signing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Loyalty.Programs;

/// <summary>Registers the programs aggregator.</summary>
public static class ProgramsServices
{
    /// <summary>Adds it, and <see cref="ProgramsOptions"/> and <see cref="RemoteOptions"/> from their sections. Needs a
    /// <see cref="CallbackTransport"/> and an <see cref="IKeyRing"/>.</summary>
    public static IServiceCollection AddLoyaltyPrograms(this IServiceCollection services)
    {
        services.AddSettings<ProgramsOptions, ProgramsOptionsCheck>("Programs");
        services.AddSettings<RemoteOptions, RemoteOptionsCheck>(RemoteOptions.Section);
        return services
            .AddSingleton<RemoteTrial>()
            .AddSingleton(provider => new RemoteClient(
                provider.GetRequiredService<CallbackTransport>(),
                provider.GetRequiredService<IKeyRing>(),
                provider.GetRequiredService<IOptions<RemoteOptions>>(),
                provider.GetRequiredService<TimeProvider>()
            ))
            .AddSingleton<LocalBooks>()
            .AddSingleton<RemoteBooks>()
            .AddSingleton<ProgramBooks>()
            .AddSingleton<RemoteCallbacks>()
            .AddSingleton<IssueSettlement>()
            .AddSingleton<IssueHandler>()
            .AddSingleton<IssueReconciliation>()
            .AddSingleton<IssueRegister>()
            .AddSingleton<ConnectionRegister>();
    }
}
