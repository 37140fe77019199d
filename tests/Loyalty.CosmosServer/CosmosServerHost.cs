using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loyalty.CosmosServer;

/// <summary>
/// A server on a port of its own on this machine, over plain HTTP, for clients in other processes. What it holds is in
/// this one: a client that is killed takes nothing with it. As in the service, a container has to be made before it is
/// used.
/// </summary>
public sealed class CosmosServerHost : IAsyncDisposable
{
    // A batch of 2 MiB and the frame around it.
    private const long MostBytes = 4 << 20;

    private readonly WebApplication app;
    private readonly HttpMessageInvoker invoker;

    private CosmosServerHost(WebApplication app, InProcessCosmosServer server)
    {
        this.app = app;
        Server = server;
        invoker = new HttpMessageInvoker(server);
    }

    public InProcessCosmosServer Server { get; }

    /// <summary>Where it listens.</summary>
    public Uri Endpoint { get; private set; } = InProcessCosmosServer.Endpoint;

    public static async Task<CosmosServerHost> StartAsync(TimeProvider? time = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .UseUrls("http://127.0.0.1:0")
            .ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MostBytes);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new InProcessCosmosServer(time) { KeepsLog = false, MakesContainersOnUse = false };
        var host = new CosmosServerHost(app, server);
        app.Run(host.AnswerAsync);
        await app.StartAsync();
        var listens = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        host.Endpoint = new Uri(
            listens?.Addresses.First() ?? throw new InvalidOperationException("The server listens nowhere.")
        );
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        invoker.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var request = await ReadAsync(http.Request, http.RequestAborted);
        HttpResponseMessage answer;
        try
        {
            answer = await invoker.SendAsync(request, http.RequestAborted);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            // A connection that an injected fault loses, or that its client has left.
            http.Abort();
            return;
        }

        using (answer)
        {
            http.Response.StatusCode = (int)answer.StatusCode;
            foreach (var (name, values) in answer.Headers.NonValidated)
                http.Response.Headers[name] = values.ToString();
            var body = await answer.Content.ReadAsByteArrayAsync();
            if (answer.StatusCode is System.Net.HttpStatusCode.NoContent or System.Net.HttpStatusCode.NotModified)
                return;
            http.Response.ContentLength = body.Length;
            await http.Response.Body.WriteAsync(body, CancellationToken.None);
        }
    }

    private static async Task<HttpRequestMessage> ReadAsync(HttpRequest from, CancellationToken cancellationToken)
    {
        var body = new MemoryStream();
        await from.Body.CopyToAsync(body, cancellationToken);
        body.Position = 0;
        var request = new HttpRequestMessage(new HttpMethod(from.Method), from.GetEncodedUrl())
        {
            Content = new StreamContent(body),
        };
        foreach (var (name, values) in from.Headers)
            request.Headers.TryAddWithoutValidation(name, values.ToArray());
        return request;
    }
}
