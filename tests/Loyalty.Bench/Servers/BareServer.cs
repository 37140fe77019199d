using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loyalty.Bench.Servers;

/// <summary>
/// What the product is compared with, as a process of its own. <c>server</c>: Kestrel and a handler that
/// reads the body and answers 202; GET tells how many it has answered. <c>server empty URL</c>: the empty
/// ASP.NET Core app of <c>dotnet new web</c>. <c>server floor KEY FOLDER</c>: a <see cref="FloorServer"/>.
/// </summary>
internal static class BareServer
{
    /// <summary>The hidden first argument; it goes past the command line, whose parser would slow the start.</summary>
    public const string Verb = "server";

    private static readonly byte[] Answer = """{"status":"accepted"}"""u8.ToArray();
    private static long posts;

    /// <summary>Starts one, without arguments the bare one.</summary>
    public static ChildProcess Launch(params IEnumerable<string> arguments) =>
        ListeningProgram.Launch(typeof(BareServer).Assembly, [Verb, .. arguments]);

    /// <summary>Serves until the parent is gone: standard input ends with it.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var (app, floor) = arguments switch
        {
            [Verb, "empty", var url] => (Empty(url), null),
            [Verb, "floor", var publicKey, var folder] => FloorServer.Create(publicKey, folder),
            _ => (Bare(), (FloorServer?)null),
        };
        await using var served = app;
        await using var beside = floor;
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        await Console.Out.WriteLineAsync($"It listens on {address?.Addresses.First()}");
        await Console.Out.FlushAsync();
        await using var input = Console.OpenStandardInput();
        await input.CopyToAsync(Stream.Null);
        return 0;
    }

    private static WebApplication Empty(string url)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls(url);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/", () => "Hello World!");
        return app;
    }

    private static WebApplication Bare()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(AnswerAsync);
        return app;
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        if (HttpMethods.IsGet(http.Request.Method))
        {
            await http.Response.WriteAsync(Interlocked.Read(ref posts).ToString());
            return;
        }

        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                break;
        }

        Interlocked.Increment(ref posts);
        http.Response.StatusCode = StatusCodes.Status202Accepted;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = Answer.Length;
        await http.Response.Body.WriteAsync(Answer, http.RequestAborted);
    }
}
