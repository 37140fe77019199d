using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loyalty.Local.Tests.Support;

/// <summary>A partner's web server on loopback, whose answers a test writes beforehand.</summary>
internal sealed class CallbackReceiver : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Inbox> inboxes = new();
    private readonly WebApplication app;
    private readonly TimeProvider time;
    private readonly string baseUrl;

    private CallbackReceiver(WebApplication app, TimeProvider time, string baseUrl)
    {
        this.app = app;
        this.time = time;
        this.baseUrl = baseUrl;
    }

    public static async Task<CallbackReceiver> StartAsync(TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        CallbackReceiver? receiver = null;
        app.Run(http => receiver is null ? Task.CompletedTask : receiver.TakeAsync(http));
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return receiver = new CallbackReceiver(app, time, address.First());
    }

    /// <summary>Opens a callback URL of its own.</summary>
    public Inbox Open(Func<ArrivedCallback, ScriptedReply>? otherwise = null)
    {
        var path = "/" + Names.Next("callback");
        return inboxes[path] = new Inbox(baseUrl + path, otherwise ?? (_ => new ScriptedReply(204)));
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        if (!inboxes.TryGetValue(http.Request.Path, out var inbox))
        {
            http.Response.StatusCode = 404;
            return;
        }

        var reply = inbox.Take(
            new ArrivedCallback(
                http.Request.Method,
                http.Request.Path,
                body.ToArray(),
                http.Request.Headers.ToDictionary(
                    header => header.Key,
                    header => header.Value,
                    StringComparer.OrdinalIgnoreCase
                ),
                time.GetUtcNow()
            )
        );
        if (reply.After is { } after)
            await after.WaitAsync(http.RequestAborted);
        if (reply.Drop)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = reply.Status;
        foreach (var (name, value) in reply.Headers)
            http.Response.Headers.Append(name, value);
    }
}
