using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loyalty.Local.Tests.Programs;

/// <summary>What can happen to a request on the wire.</summary>
public enum WireFault
{
    None = 0,

    /// <summary>The connection ends, and the request has not arrived.</summary>
    Cut,

    /// <summary>It does not arrive, and nobody answers.</summary>
    Hang,

    /// <summary>It does not arrive; somebody on the way answers 500.</summary>
    Error,

    /// <summary>It arrives, and its answer does not.</summary>
    Late,

    /// <summary>It arrives; somebody on the way answers 500.</summary>
    Lost,
}

/// <summary>The wire between two platforms: real HTTP, to which a test lets things happen.</summary>
internal sealed class Wire : IAsyncDisposable
{
    public const string Token = "POST /realms/partner/protocol/openid-connect/token";
    public const string Points = "POST /points";
    public const string Poll = "GET /points/requests/";
    private readonly WebApplication app;
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private Wire(WebApplication app, Uri? to)
    {
        this.app = app;
        To = to;
    }

    /// <summary>Where it leads; null = nowhere yet.</summary>
    public Uri? To { get; set; }

    public string BaseUrl { get; private set; } = "";

    /// <summary>What happens to a request that begins so.</summary>
    public Func<string, WireFault> Faults { get; set; } = _ => WireFault.None;

    /// <summary>Is called with a request that has come, and again when its answer goes back.</summary>
    public Func<string, bool, Task> Watch { get; set; } = (_, _) => Task.CompletedTask;

    public static async Task<Wire> StartAsync(Uri? to)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var wire = new Wire(app, to);
        app.Run(wire.PassAsync);
        await app.StartAsync();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        wire.BaseUrl = addresses.First();
        return wire;
    }

    /// <summary>The next request that begins so meets the fault, and no other does.</summary>
    public void Once(string line, WireFault fault)
    {
        var left = 1;
        Faults = request =>
            request.StartsWith(line, StringComparison.Ordinal) && Interlocked.Exchange(ref left, 0) == 1
                ? fault
                : WireFault.None;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
        http.Dispose();
    }

    private async Task PassAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var line = $"{context.Request.Method} {target}";
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        await Watch(line, false);
        var fault = Faults(line);
        var status = 500;
        byte[] answer = [];
        if (fault is WireFault.None or WireFault.Late or WireFault.Lost)
            (status, answer) = await ForwardAsync(context, target, body.ToArray());
        switch (fault)
        {
            case WireFault.Cut:
                context.Abort();
                return;
            case WireFault.Hang or WireFault.Late:
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { });
                return;
        }

        await Watch(line, true);
        context.Response.StatusCode = fault == WireFault.None ? status : 500;
        context.Response.ContentType = "application/json";
        if (fault == WireFault.None)
            await context.Response.Body.WriteAsync(answer);
    }

    private async Task<(int Status, byte[] Body)> ForwardAsync(HttpContext context, string target, byte[] body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(To!, target));
        if (body.Length > 0)
            request.Content = new ByteArrayContent(body);
        foreach (var (name, value) in context.Request.Headers)
            if (name is not ("Host" or "Connection" or "Content-Length"))
                if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value))
                    request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value);
        using var response = await http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync());
    }
}
