using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Loyalty.Bench.Servers;
using Loyalty.FunctionsHost;
using Loyalty.Identity;
using Loyalty.Local.Demo;
using Loyalty.Signing;

namespace Loyalty.Bench.Measurements;

/// <summary>
/// From the start of the worker's process to a step of its way to the first answer, published as a deployment publishes it,
/// against an empty function app on the same stand-in of the Functions host. Cosmos DB and Service Bus are servers in this
/// process, and the keys a file: what the network and signing in to Azure cost is not in it. What an account on this machine
/// alone has done at each start is, a look for its containers.
/// </summary>
internal sealed class StartWorkerMeasurement(BenchOptions options, StartStep step, TimeProvider time) : IMeasurement
{
    private readonly DirectoryInfo folder = WorkFolder.Create(options.Folder);
    private FunctionsHostServer? host;
    private AzureServices? services;
    private WorkerProgram? subject;
    private WorkerProgram? baseline;
    private DemoFile? demo;
    private SigningKey? key;
    private string token = "";
    private int made;

    /// <inheritdoc/>
    public MeasurementPlan Plan { get; } =
        step switch
        {
            StartStep.Called => PlanOf("start-worker-call", "its call to the Functions host"),
            StartStep.Described => PlanOf("start-worker-list", "the list of its functions"),
            StartStep.Answered => PlanOf("start-worker", "the first answer"),
            _ => throw new ArgumentOutOfRangeException(nameof(step)),
        };

    /// <inheritdoc/>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        if (!FunctionApps.CanBePublished)
            return "Deployments are compiled for Linux x64, and this machine is another.";
        host = await FunctionsHostServer.StartAsync();
        services = await AzureServices.StartAsync();
        subject = await PublishAsync("functions/LoyaltyFunctions", services, cancellationToken);
        baseline = await PublishAsync("tests/Loyalty.EmptyWorker", services, cancellationToken);
        demo = await services.AddDemoAsync(subject.Folder, cancellationToken);
        key = SigningKey.FromPem(demo.Partner.KeyId, demo.Partner.PrivateKeyPem, time.GetUtcNow());
        await using (var worker = host.Launch(subject))
        {
            await LoadAsync(worker, cancellationToken);
            token = await TokenAsync(worker, demo, cancellationToken);
        }

        await MeasureSubjectAsync(cancellationToken);
        await MeasureBaselineAsync(cancellationToken);
        return null;
    }

    /// <inheritdoc/>
    public Task<double> MeasureSubjectAsync(CancellationToken cancellationToken) =>
        MeasureAsync(subject, SignedRequest(), HttpStatusCode.Accepted, cancellationToken);

    /// <inheritdoc/>
    public Task<double> MeasureBaselineAsync(CancellationToken cancellationToken) =>
        MeasureAsync(baseline, new HttpRequestMessage(HttpMethod.Get, "/hello"), HttpStatusCode.OK, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        key?.Dispose();
        if (host is not null)
            await host.DisposeAsync();
        if (services is not null)
            await services.DisposeAsync();
        WorkFolder.Delete(folder);
    }

    private static MeasurementPlan PlanOf(string name, string until) =>
        new(
            name,
            $"start of the function app's process to {until}",
            $"start of an empty function app's to {until}",
            "ms",
            Goal.AtMost(1.6)
        );

    private async Task<WorkerProgram> PublishAsync(
        string project,
        AzureServices services,
        CancellationToken cancellationToken
    )
    {
        var published = folder.CreateSubdirectory(Path.GetFileName(project)).FullName;
        var assembly = await FunctionApps.PublishAsync(project, published, cancellationToken);
        return new WorkerProgram(assembly, published, services.Settings);
    }

    private async Task<double> MeasureAsync(
        WorkerProgram? program,
        HttpRequestMessage first,
        HttpStatusCode expected,
        CancellationToken cancellationToken
    )
    {
        if (host is null || program is null)
            throw new InvalidOperationException("Not prepared.");
        using var request = first;
        var started = time.GetTimestamp();
        await using var worker = host.Launch(program);
        await worker.ConnectAsync(cancellationToken);
        if (step == StartStep.Called)
            return time.GetElapsedTime(started).TotalMilliseconds;
        await worker.DescribeAsync(cancellationToken);
        if (step == StartStep.Described)
            return time.GetElapsedTime(started).TotalMilliseconds;
        await worker.LoadAsync(cancellationToken);
        using var answer = await worker.SendAsync(request, cancellationToken);
        var taken = time.GetElapsedTime(started).TotalMilliseconds;
        if (answer.StatusCode != expected)
            throw new InvalidOperationException(
                $"The first answer was {answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}"
            );
        return taken;
    }

    private static async Task LoadAsync(FunctionsWorker worker, CancellationToken cancellationToken)
    {
        await worker.ConnectAsync(cancellationToken);
        await worker.DescribeAsync(cancellationToken);
        await worker.LoadAsync(cancellationToken);
    }

    private static async Task<string> TokenAsync(
        FunctionsWorker worker,
        DemoFile demo,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/realms/partner" + Discovery.TokenPath)
        {
            Content = new FormUrlEncodedContent(
                new Dictionary<string, string>
                {
                    ["client_id"] = demo.Partner.ClientId.Value,
                    ["client_secret"] = demo.Partner.ClientSecret,
                    ["grant_type"] = "client_credentials",
                }
            ),
        };
        using var answer = await worker.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        var json = JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
        return json.GetProperty("access_token").GetString()
            ?? throw new InvalidOperationException("The token endpoint gave no token.");
    }

    private HttpRequestMessage SignedRequest()
    {
        if (demo is null || key is null)
            throw new InvalidOperationException("Not prepared.");
        const string target = "/points";
        var body = Encoding.UTF8.GetBytes(SignedCurl.Body(demo, demo.EarnRuleId, $"start-{made++}", 10, null));
        var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in RequestSigner.Sign(key, "POST", target, body, time.GetUtcNow()))
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }
}

/// <summary>How far the start of a worker is measured.</summary>
internal enum StartStep
{
    /// <summary>The worker calls its host.</summary>
    Called,

    /// <summary>It has told what its functions are.</summary>
    Described,

    /// <summary>It has loaded them, and answered the first request.</summary>
    Answered,
}
