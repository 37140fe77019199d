using Loyalty.Azure.Cosmos;
using Loyalty.Azure.ServiceBus;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Embedded;
using Loyalty.Identity;
using Loyalty.Keys;
using Loyalty.Messaging;
using Loyalty.Settings;
using LoyaltyFunctions;
using LoyaltyFunctions.Observability;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Loyalty.Local.Hosting;

/// <summary>The functions of the app, whole and durable, on one machine.</summary>
public sealed class LocalHost : IAsyncDisposable
{
    /// <summary>Where it listens unless told otherwise.</summary>
    public const string DefaultUrl = "http://127.0.0.1:7071";

    // Nobody else can write to this store, and a write of our own is in force at once: asking again would find the same.
    internal static readonly TimeSpan CatalogCacheFor = TimeSpan.FromDays(1);

    private const string UrlsOption = "--urls";

    private readonly WebApplication app;

    private LocalHost(WebApplication app, Uri baseUrl)
    {
        this.app = app;
        BaseUrl = baseUrl;
    }

    /// <summary>Where it listens, without a slash at the end of its text.</summary>
    public Uri BaseUrl { get; }

    /// <summary>The product's services.</summary>
    public IServiceProvider Services => app.Services;

    /// <summary>Builds and starts a host; when it returns, it serves.</summary>
    /// <param name="settings">Settings that go before those of the environment, as <c>Section:Name</c>; also
    /// <c>urls</c>.</param>
    /// <param name="configure">Replaces services; for tests.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    public static Task<LocalHost> StartAsync(
        IReadOnlyDictionary<string, string?> settings,
        Action<IServiceCollection>? configure,
        CancellationToken cancellationToken
    ) => StartAsync(settings, configure, static (_, _) => Task.CompletedTask, cancellationToken);

    /// <summary>As the other, with something to be done first.</summary>
    /// <param name="settings">As there.</param>
    /// <param name="configure">As there.</param>
    /// <param name="prepare">Done with the services and the base URL before the first request can come. Done again when
    /// the port was only chosen at the start.</param>
    /// <param name="cancellationToken">As there.</param>
    internal static async Task<LocalHost> StartAsync(
        IReadOnlyDictionary<string, string?> settings,
        Action<IServiceCollection>? configure,
        Func<IServiceProvider, Uri, Task> prepare,
        CancellationToken cancellationToken
    )
    {
        var app = Build(settings, configure);
        try
        {
            var identity = app.Services.GetRequiredService<IOptions<IdentityOptions>>().Value;
            var issuerIsOurs = identity.Issuer.Length == 0;
            var baseUrl = ListenAddress.FirstOf(UrlsOf(app.Configuration));
            // Before anything is written, and before the host does it, which cannot be stopped any more when it fails then.
            app.Services.GetRequiredService<IStartupValidator>().Validate();
            await PrepareStoreAsync(app.Services, cancellationToken);
            await PrepareAsync();
            await ListenAddress.BindAsync(
                UrlsOption,
                UrlsOf(app.Configuration),
                () => app.StartAsync(cancellationToken)
            );
            if (baseUrl.Port != PortOf(app))
            {
                baseUrl = new UriBuilder(baseUrl) { Port = PortOf(app) }.Uri;
                await PrepareAsync();
            }

            return new LocalHost(app, baseUrl);

            Task PrepareAsync()
            {
                if (issuerIsOurs)
                    identity.Issuer = $"{baseUrl.GetLeftPart(UriPartial.Authority)}/realms/partner";
                return prepare(app.Services, baseUrl);
            }
        }
        catch
        {
            await EndAsync(app);
            throw;
        }
    }

    private static async Task PrepareStoreAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var choice = services.GetRequiredService<StoreChoice>();
        var folder = services.GetRequiredService<SqliteDatabase>().Directory;
        await StoreMark.SetAsync(folder, choice, services.GetRequiredService<SqliteAudit>(), cancellationToken);
        if (choice.Kind == StoreKind.Cosmos)
            await EnsureContainersAsync(services, cancellationToken);
        // The keys lie beside the database, whose lock makes this process their only user.
        await services.GetRequiredService<KeyFileKeeper>().StartingAsync(cancellationToken);
    }

    /// <summary>Apart from its caller, so that the client library is loaded only where it is used.</summary>
    private static Task EnsureContainersAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<CosmosSetup>().EnsureAsync(cancellationToken);

    private static string UrlsOf(IConfiguration configuration) => configuration["urls"] ?? DefaultUrl;

    private static int PortOf(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses;
        return addresses is null || addresses.Count == 0
            ? throw new InvalidOperationException("The server listens nowhere.")
            : BindingAddress.Parse(addresses.First()).Port;
    }

    /// <summary>Waits until the process is told to stop, and drains.</summary>
    public Task WaitForShutdownAsync() => app.WaitForShutdownAsync();

    /// <summary>Drains and stops.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => app.StopAsync(cancellationToken);

    /// <summary>Stops it, if that was not done.</summary>
    public ValueTask DisposeAsync() => EndAsync(app);

    /// <summary>Stops it, however far its start had come, so that nothing is at work any more when its services go.</summary>
    private static async ValueTask EndAsync(WebApplication app)
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static WebApplication Build(
        IReadOnlyDictionary<string, string?> settings,
        Action<IServiceCollection>? configure
    )
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions
            {
                // Settings are read once. To watch their files is to watch every file below the working directory, and
                // each write of a database that lies there is an event.
                Args = ["--hostBuilder:reloadConfigOnChange=false"],
                EnvironmentName =
                    Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
                    ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
                    ?? Environments.Development,
            }
        );
        builder.Configuration.AddInMemoryCollection(settings);
        var urls = UrlsOf(builder.Configuration);
        ListenAddress.Require(UrlsOption, urls);
        builder.WebHost.UseUrls(urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1 << 20;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            var held = new HeldConnections(
                kestrel.ApplicationServices.GetRequiredService<IOptions<LocalOptions>>().Value.MaxConnections
            );
            kestrel.ConfigureEndpointDefaults(listen =>
                listen.Use(next => connection => held.HoldAsync(connection, next))
            );
        });
        builder.Logging.AddLines();
        // Whether all of them can be made is for a test to say, not for each start in Development to find out anew.
        builder.Host.UseDefaultServiceProvider(made => made.ValidateScopes = builder.Environment.IsDevelopment());
        builder.Host.ConfigureHostOptions(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));

        var store = StoreChoice.Read(builder.Configuration, settings.ContainsKey);
        var functions = new FunctionCatalog(typeof(FunctionServices).Assembly, store.Queue == QueueKind.ServiceBus);
        builder.Services.AddSingleton(store);
        // Before the product's own: what the configuration says goes before these.
        if (store.Kind == StoreKind.Sqlite)
            builder.Services.Configure<CatalogOptions>(catalog => catalog.CacheFor = CatalogCacheFor);
        builder
            .Services.AddOptions<CallbackOptions>()
            .Configure<IOptions<LocalOptions>>(
                (callbacks, local) =>
                {
                    callbacks.AllowLoopbackAndHttp = builder.Environment.IsDevelopment();
                    callbacks.MaxAttempts = local.Value.ParallelMessages;
                }
            );
        // Before the embedded ones, which then stand in for no more than the queues.
        if (store.Kind == StoreKind.Cosmos)
            AddCosmos(builder.Services, store.Queue);
        builder
            .Services.AddTelemetryExport()
            .AddLoyalty()
            .AddFunctions()
            .AddEmbeddedStores()
            .AddKeyFile(services => services.GetRequiredService<SqliteDatabase>().Directory)
            .AddSettings<LocalOptions, LocalOptionsCheck>("Local");
        if (store.Kind == StoreKind.Sqlite)
            builder.Services.AddSingleton<IReadiness, EmbeddedReadiness>();
        if (store.Queue == QueueKind.Sqlite)
            builder.Services.AddSingleton<IReadiness, QueueReadiness>();
        else
            // What waits in Service Bus, only the right to manage the namespace could tell.
            builder.Services.RemoveAll<IQueueLevels>();
        AddPumps(builder.Services, functions);
        configure?.Invoke(builder.Services);

        var app = builder.Build();
        app.MapHttpFunctions(functions.Http);
        return app;
    }

    private static void AddCosmos(IServiceCollection services, QueueKind queue)
    {
        services.AddCosmosStores();
        if (queue == QueueKind.ServiceBus)
            services.AddServiceBusQueues();
        else
            services.AddSingleton<SqliteParking>().AddHostedService<ParkedForwarder>();
    }

    private static void AddPumps(IServiceCollection services, FunctionCatalog functions)
    {
        foreach (var function in functions.Queues)
            services.AddSingleton<IHostedService>(provider =>
                ActivatorUtilities.CreateInstance<QueuePump>(provider, function)
            );
        foreach (var function in functions.Timers)
            services.AddSingleton<IHostedService>(provider =>
                ActivatorUtilities.CreateInstance<TimerPump>(provider, function)
            );
    }
}
