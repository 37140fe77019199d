using System.Threading.Channels;
using Loyalty.Signing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loyalty.Local.Demo;

/// <summary>Catches callbacks as a partner would: checks both signatures and answers 204, or 401 when one is not good.</summary>
public sealed class CallbackListener : IAsyncDisposable
{
    private const int MaxBodyBytes = 65_536;
    private readonly WebApplication app;
    private readonly CallbackTrust trust;
    private readonly TimeProvider time;
    private readonly Channel<ReceivedCallback> received = Channel.CreateBounded<ReceivedCallback>(1024);

    private CallbackListener(WebApplication app, CallbackTrust trust, TimeProvider time)
    {
        this.app = app;
        this.trust = trust;
        this.time = time;
    }

    /// <summary>What has arrived, in order.</summary>
    public ChannelReader<ReceivedCallback> Received => received.Reader;

    /// <summary>The URL to give as <c>callbackUrl</c>.</summary>
    public string Url =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.First()
        + "/callback";

    /// <summary>Makes one that does not listen yet.</summary>
    /// <param name="url">Where; port 0 picks a free one.</param>
    /// <param name="trust">What the signatures are checked against.</param>
    /// <param name="time">The clock that their times are compared to.</param>
    public static CallbackListener On(string url, CallbackTrust trust, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(url);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var listener = new CallbackListener(app, trust, time);
        app.Run(listener.TakeAsync);
        return listener;
    }

    /// <summary>Starts listening.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => app.StartAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        if (http.Request.ContentLength > MaxBodyBytes)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var request = new SignedRequest
        {
            Method = http.Request.Method,
            RawTarget = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            Header = name => http.Request.Headers[name],
            Body = body.ToArray(),
        };
        var callback = await trust.CheckAsync(request, time.GetUtcNow(), http.RequestAborted);
        http.Response.StatusCode = callback.IsGood ? StatusCodes.Status204NoContent : StatusCodes.Status401Unauthorized;
        received.Writer.TryWrite(callback);
    }
}
