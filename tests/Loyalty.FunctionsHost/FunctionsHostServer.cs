using System.Collections.Concurrent;
using Grpc.Core;
using Loyalty.FunctionsHost.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loyalty.FunctionsHost;

/// <summary>
/// The Azure Functions host as far as an isolated worker needs one: starts the worker's own process, has it describe and
/// load its functions over gRPC, and invokes them; requests of HTTP functions are forwarded to the worker's Kestrel. It
/// listens to no queue and no clock: whoever has it says what is to be invoked.
/// </summary>
public sealed class FunctionsHostServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, FunctionsWorker> workers = new();
    private readonly WebApplication app;

    private FunctionsHostServer(WebApplication app) => this.app = app;

    /// <summary>Starts it on a port of its own on this machine.</summary>
    public static async Task<FunctionsHostServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .UseUrls("http://127.0.0.1:0")
            .ConfigureKestrel(kestrel =>
                kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2)
            );
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore().AddGrpc();
        FunctionsHostServer? host = null;
        builder.Services.AddSingleton(_ => new CallsOfWorkers(id => host?.workers.GetValueOrDefault(id)));
        var app = builder.Build();
        host = new FunctionsHostServer(app);
        app.UseRouting();
        app.MapGrpcService<CallsOfWorkers>();
        await app.StartAsync();
        return host;
    }

    /// <summary>Starts a worker, and waits for nothing.</summary>
    public FunctionsWorker Launch(WorkerProgram program)
    {
        var id = Guid.NewGuid().ToString();
        // Known before it runs: it may call at once.
        var worker = new FunctionsWorker(Path.GetDirectoryName(program.Assembly) ?? "");
        workers[id] = worker;
        worker.Start(program, new Uri(app.Urls.First()), id);
        return worker;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>Where workers call.</summary>
    private sealed class CallsOfWorkers(Func<string, FunctionsWorker?> find) : FunctionRpc.FunctionRpcBase
    {
        public override async Task EventStream(
            IAsyncStreamReader<StreamingMessage> requestStream,
            IServerStreamWriter<StreamingMessage> responseStream,
            ServerCallContext context
        )
        {
            var worker = await requestStream.MoveNext(context.CancellationToken)
                ? find(requestStream.Current.StartStream?.WorkerId ?? "")
                : null;
            if (worker is null)
                throw new RpcException(new Status(StatusCode.InvalidArgument, "This host has started no such worker."));
            await worker.ConverseAsync(requestStream, responseStream, context.CancellationToken);
        }
    }
}
