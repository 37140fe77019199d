using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Loyalty.CosmosServer;
using Loyalty.FunctionsHost;
using Loyalty.Local.Tests.House;
using Loyalty.Messaging;
using Loyalty.ServiceBusServer;

namespace Loyalty.Azure.Tests.App;

/// <summary>
/// The function app's own process behind a stand-in of the Functions host, on a Cosmos DB and a Service Bus that listen on
/// ports of this process.
/// </summary>
internal sealed class DeployedWorker : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("loyalty-worker");
    private readonly ServiceBusServerHost queues = ServiceBusServerHost.Start(
        time: null,
        new QueueDefinition(QueueNames.Points),
        new QueueDefinition(QueueNames.Callbacks)
    );
    private readonly CosmosServerHost cosmos;
    private readonly FunctionsHostServer host;
    private FunctionsWorker? worker;

    private DeployedWorker(CosmosServerHost cosmos, FunctionsHostServer host) =>
        (this.cosmos, this.host) = (cosmos, host);

    public IReadOnlyList<WorkerFunction> Functions => Worker.Functions;

    private FunctionsWorker Worker => worker ?? throw new InvalidOperationException("It was not started.");

    /// <summary>Starts it as the host does, until its functions can be invoked.</summary>
    public static async Task<DeployedWorker> StartAsync()
    {
        var app = new DeployedWorker(await CosmosServerHost.StartAsync(), await FunctionsHostServer.StartAsync());
        try
        {
            app.worker = app.host.Launch(new WorkerProgram(Built(), app.folder.FullName, app.Settings()));
            await app.worker.ConnectAsync(default);
            await app.worker.DescribeAsync(default);
            await app.worker.LoadAsync(default);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>The bodies that lie in a queue.</summary>
    public IReadOnlyList<string> Bodies(string queue) =>
        [.. queues.Queue(queue).Messages.Select(message => message.Text)];

    /// <summary>Whether it has a link to a queue.</summary>
    public bool IsLinkedTo(string queue) =>
        queues.Log.Of(ServerOperationKind.Attach).Any(operation => operation.Queue == queue);

    /// <summary>Hands a queue's messages to the function that it triggers.</summary>
    public Task DeliverAsync(string function, string queue) => Worker.DeliverAsync(function, Bodies(queue), default);

    /// <summary>Sends a request, and returns the JSON that it is answered with.</summary>
    public async Task<JsonElement> SendAsync(
        HttpStatusCode expected,
        HttpMethod method,
        string target,
        string? token,
        string body = "",
        string contentType = "application/json",
        params IEnumerable<KeyValuePair<string, string>> headers
    )
    {
        using var request = new HttpRequestMessage(method, target)
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(contentType)),
        };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await Worker.SendAsync(request, default);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{method} {target} was answered with {answer.StatusCode}: {text}");
        return JsonElement.Parse(text);
    }

    public async ValueTask DisposeAsync()
    {
        if (worker is not null)
            await worker.DisposeAsync();
        await host.DisposeAsync();
        await cosmos.DisposeAsync();
        await queues.DisposeAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>As the function app was built, with the packages that are deployed with it and no others.</summary>
    private static string Built()
    {
        var tests = Path.Combine(Repository.Root, "tests", "Loyalty.Azure.Tests");
        var output = Path.GetRelativePath(tests, AppContext.BaseDirectory);
        return Path.GetFullPath(
            Path.Combine(Repository.Root, "functions", "LoyaltyFunctions", output, "LoyaltyFunctions.dll")
        );
    }

    private Dictionary<string, string> Settings() =>
        new()
        {
            // The emulators and a file of keys are for developers' machines.
            ["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development",
            ["Cosmos__AccountEndpoint"] = $"{cosmos.Endpoint}",
            ["ServiceBus__FullyQualifiedNamespace"] = queues.Endpoint,
            ["Identity__Issuer"] = "https://loyalty.example/realms/partner",
            ["Setup__TokenHash"] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(DeployedApp.SetupToken))),
        };
}
