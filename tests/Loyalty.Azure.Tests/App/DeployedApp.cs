using System.Text;
using System.Text.Json;
using Loyalty.Azure.ServiceBus;
using Loyalty.Azure.Tests.KeyVault;
using Loyalty.Azure.Tests.Support;
using Loyalty.Messaging;
using Loyalty.ServiceBusServer;
using LoyaltyFunctions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Loyalty.Azure.Tests.App;

/// <summary>
/// The function app's own services, started as its Main does, on a Cosmos DB, a Service Bus and a vault that live in this
/// process. Functions are built anew for each call, as the worker does.
/// </summary>
internal sealed class DeployedApp : IAsyncDisposable
{
    public const string SetupToken = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    /// <summary>What every deployment sets; without one of them the app does not start.</summary>
    public static readonly Dictionary<string, string?> Settings = new()
    {
        ["Cosmos:AccountEndpoint"] = "https://in-process.invalid/",
        ["ServiceBus:FullyQualifiedNamespace"] = "in-process.servicebus.windows.net",
        ["KeyVault:VaultUri"] = "https://in-process.vault.azure.net/",
        ["Identity:Issuer"] = "https://loyalty.example/realms/partner",
    };

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("loyalty-app");
    private readonly CosmosScene cosmos = new();
    private readonly FakeVault vault = new();
    private readonly ServiceBusServerHost queues = ServiceBusServerHost.Start(
        time: null,
        new QueueDefinition(QueueNames.Points),
        new QueueDefinition(QueueNames.Callbacks)
    );
    private readonly IHost host;
    private readonly IServiceScope invocations;

    public DeployedApp(params (string Name, string? Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Configuration[$"{ServiceBusOptions.Section}:{nameof(ServiceBusOptions.FullyQualifiedNamespace)}"] =
            queues.Endpoint;
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(s => s.Name, s => s.Value));
        builder.Environment.EnvironmentName =
            builder.Configuration[HostDefaults.EnvironmentKey] ?? Environments.Production;
        builder.Environment.ContentRootPath = folder.FullName;
        builder
            .Services.AddSingleton(cosmos.Client)
            .AddSingleton(vault.Connect())
            .AddFunctionApp(builder.Configuration, builder.Environment);
        // Whether all of them can be made, which the app itself does not look at when it starts.
        builder.ConfigureContainer(
            new DefaultServiceProviderFactory(
                new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }
            )
        );
        host = builder.Build();
        invocations = host.Services.CreateScope();
    }

    public IServiceProvider Services => host.Services;

    public Task StartAsync() => host.StartAsync();

    /// <summary>The bodies that lie in a queue.</summary>
    public string[] Bodies(string queue) => [.. queues.Queue(queue).Messages.Select(message => message.Text)];

    /// <summary>Builds a function's class, as for one invocation.</summary>
    public T Function<T>() => ActivatorUtilities.CreateInstance<T>(invocations.ServiceProvider);

    /// <summary>Calls an HTTP function and reads what it answers.</summary>
    public async Task<(int Status, JsonElement Json)> CallAsync(
        string method,
        string target,
        Func<HttpRequest, Task<IResult>> function,
        string? authorization = null,
        string body = "",
        string contentType = "application/json"
    )
    {
        await using var scope = Services.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        http.Request.Method = method;
        http.Request.Path = target;
        http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        http.Request.ContentType = contentType;
        http.Request.Headers.Authorization = authorization;
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        using var answer = new MemoryStream();
        http.Response.Body = answer;
        await (await function(http.Request)).ExecuteAsync(http);
        return (http.Response.StatusCode, JsonSerializer.Deserialize<JsonElement>(answer.ToArray()));
    }

    public async ValueTask DisposeAsync()
    {
        invocations.Dispose();
        await host.StopAsync();
        if (host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        cosmos.Dispose();
        vault.Dispose();
        await queues.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
