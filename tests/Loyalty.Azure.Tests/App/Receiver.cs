using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Loyalty.Azure.Tests.App;

/// <summary>Somebody on this machine who takes what is posted.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;

    private Receiver(WebApplication app)
    {
        this.app = app;
    }

    public ConcurrentQueue<(string Path, Dictionary<string, string> Headers, string Body)> Arrived { get; } = new();

    public string Url => app.Urls.First();

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new Receiver(builder.Build());
        receiver.app.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
            var body = await reader.ReadToEndAsync();
            // The server takes its own dictionary back after the answer.
            var headers = http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString());
            receiver.Arrived.Enqueue((http.Request.Path, headers, body));
        });
        await receiver.app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
