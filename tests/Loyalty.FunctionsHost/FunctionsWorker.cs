using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Grpc.Core;
using Loyalty.FunctionsHost.Protocol;
using Microsoft.AspNetCore.Http;

namespace Loyalty.FunctionsHost;

/// <summary>
/// A worker and the conversation with it, step by step in the order of the real host. Nothing is awaited for ever: what
/// ends, fails or stays silent is an exception with the last that the worker said. Killed when disposed of.
/// </summary>
public sealed class FunctionsWorker : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly string folder;
    private readonly Channel<StreamingMessage> questions = Channel.CreateBounded<StreamingMessage>(1024);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> asked = new();
    private readonly TaskCompletionSource connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClient http = PatientHttp.Create(Patience);
    private WorkerProcess? process;

    internal FunctionsWorker(string folder) => this.folder = folder;

    /// <summary>What it can do, in the order in which the host looks for the one that a request is for.</summary>
    public IReadOnlyList<WorkerFunction> Functions { get; private set; } = [];

    internal void Start(WorkerProgram program, Uri host, string id) => process = WorkerProcess.Start(program, host, id);

    /// <summary>Waits until it calls its host.</summary>
    public Task ConnectAsync(CancellationToken cancellationToken) => WaitAsync(Heard(), cancellationToken);

    /// <summary>Has it tell where it takes HTTP requests, and what its functions are.</summary>
    public async Task DescribeAsync(CancellationToken cancellationToken)
    {
        var initialised = await AskAsync(
            new StreamingMessage
            {
                WorkerInitRequest = new WorkerInitRequest
                {
                    HostVersion = "4.0.0.0",
                    WorkerDirectory = folder,
                    FunctionAppDirectory = folder,
                },
            },
            cancellationToken
        );
        Require(initialised.WorkerInitResponse.Result);
        if (!initialised.WorkerInitResponse.Capabilities.TryGetValue("HttpUri", out var uri))
            throw Fault("The worker does not say where it takes HTTP requests.");
        http.BaseAddress = new Uri(uri);
        var described = await AskAsync(
            new StreamingMessage
            {
                FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = folder },
            },
            cancellationToken
        );
        Require(described.FunctionMetadataResponse.Result);
        Functions =
        [
            .. described
                .FunctionMetadataResponse.FunctionMetadataResults.Select(WorkerFunction.Of)
                .OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <summary>Has it load all of its functions, so that they can be invoked.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var answers = Functions.Select(function =>
            AskAsync(
                new StreamingMessage
                {
                    FunctionLoadRequest = new FunctionLoadRequest
                    {
                        FunctionId = function.Description.FunctionId,
                        Metadata = function.Description,
                    },
                },
                cancellationToken
            )
        );
        foreach (var answer in await Task.WhenAll(answers))
            Require(answer.FunctionLoadResponse.Result);
    }

    /// <summary>Sends an HTTP request to the function that it is for: to the worker's own port, and beside it word of the
    /// invocation.</summary>
    /// <param name="request">With a target that begins with a slash.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var target = request.RequestUri?.OriginalString ?? "";
        var path = PathString.FromUriComponent(target.Split('?')[0]);
        var (function, values) = Functions
            .Select(function => (function, Values: function.Match(request.Method, path)))
            .FirstOrDefault(found => found.Values is not null);
        if (function is null || values is null)
            throw Fault($"No function is for {request.Method} {target}.");
        var invocation = new InvocationRequest();
        foreach (var (name, value) in values)
            invocation.TriggerMetadata[name] = new TypedData
            {
                String = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
            };
        var id = NameInvocation(invocation, function);
        request.Headers.Add("x-ms-invocation-id", id);
        var answer = WaitAsync(http.SendAsync(request, cancellationToken), cancellationToken);
        await Task.WhenAll(answer, InvokeAsync(invocation, cancellationToken));
        return await answer;
    }

    /// <summary>Hands messages to a function of a queue: one, or a batch where it takes batches.</summary>
    public Task DeliverAsync(string functionName, IReadOnlyList<string> messages, CancellationToken cancellationToken)
    {
        var function = Functions.Single(function => function.Name == functionName);
        var data = new TypedData();
        if (function.TakesMany)
            data.CollectionString = new CollectionString { String = { messages } };
        else
            data.String = messages.Single();
        var invocation = new InvocationRequest
        {
            InputData =
            {
                new ParameterBinding { Name = function.TriggerName, Data = data },
            },
        };
        NameInvocation(invocation, function);
        return InvokeAsync(invocation, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        http.Dispose();
    }

    /// <summary>Talks to it until it is gone.</summary>
    internal async Task ConverseAsync(
        IAsyncStreamReader<StreamingMessage> fromWorker,
        IServerStreamWriter<StreamingMessage> toWorker,
        CancellationToken cancellationToken
    )
    {
        connected.TrySetResult();
        var asking = TellAsync(toWorker, cancellationToken);
        await foreach (var message in fromWorker.ReadAllAsync(cancellationToken))
            if (message.RpcLog is { } log)
                Keep(log);
            else if (asked.TryRemove(message.RequestId, out var answer))
                answer.TrySetResult(message);
        questions.Writer.TryComplete();
        await asking;
    }

    private async Task TellAsync(IServerStreamWriter<StreamingMessage> toWorker, CancellationToken cancellationToken)
    {
        await foreach (var question in questions.Reader.ReadAllAsync(cancellationToken))
            await toWorker.WriteAsync(question, cancellationToken);
    }

    private void Keep(RpcLog log)
    {
        if (log.Level >= RpcLog.Types.Level.Warning)
            process?.Take(
                $"{log.Level} {log.Category}: {log.Message} {log.Exception?.Message} {log.Exception?.StackTrace}"
            );
    }

    private static string NameInvocation(InvocationRequest invocation, WorkerFunction function)
    {
        invocation.FunctionId = function.Description.FunctionId;
        // The worker does not do without one.
        invocation.TraceContext = new RpcTraceContext();
        return invocation.InvocationId = Guid.NewGuid().ToString();
    }

    private async Task InvokeAsync(InvocationRequest invocation, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(new StreamingMessage { InvocationRequest = invocation }, cancellationToken);
        Require(answer.InvocationResponse.Result);
    }

    private async Task<StreamingMessage> AskAsync(StreamingMessage question, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        question.RequestId = Guid.NewGuid().ToString();
        asked[question.RequestId] = answer;
        await questions.Writer.WriteAsync(question, cancellationToken);
        return await WaitAsync(answer.Task, cancellationToken);
    }

    private async Task<bool> Heard()
    {
        await connected.Task;
        return true;
    }

    private async Task<T> WaitAsync<T>(Task<T> answer, CancellationToken cancellationToken)
    {
        var ended = process?.Ended ?? throw new InvalidOperationException("The worker was not started.");
        try
        {
            if (await Task.WhenAny(answer, ended).WaitAsync(Patience, cancellationToken) == ended)
                throw Fault("The worker has ended.");
            return await answer;
        }
        catch (TimeoutException)
        {
            throw Fault($"The worker is silent for {Patience}.");
        }
    }

    private void Require(StatusResult result)
    {
        if (result.Status != StatusResult.Types.Status.Success)
            throw Fault($"The worker has failed: {result.Exception?.Message}\n{result.Exception?.StackTrace}");
    }

    private InvalidOperationException Fault(string what) => new($"{what}\n{process?.LastWords}");
}
