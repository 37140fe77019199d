using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Loyalty.Bench.Servers;

/// <summary>
/// What cannot be left out, with the libraries that the product uses, and nothing else: no token, no rule, no replay, no
/// retry. In: read the body, compare its digest, verify the RSA signature, one durable row, 202. Applied: an account read
/// and updated and an entry inserted. Out, where a callback is asked for: signed with an EC key, posted, one durable row.
/// </summary>
internal sealed class FloorServer : IAsyncDisposable
{
    private const int EntryBytes = 400;
    private const int Accounts = 1000;
    private static readonly byte[] Answer = """{"status":"accepted"}"""u8.ToArray();
    private readonly FloorStore store;
    private readonly ECDsa outgoing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler { UseCookies = false });
    private readonly ThreadLocal<RSA> incoming;
    private long done;

    private FloorServer(string publicKey, string folder)
    {
        store = new FloorStore(folder);
        incoming = new ThreadLocal<RSA>(() =>
        {
            var rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
            return rsa;
        });
    }

    /// <summary>An app that serves it; GET tells how many requests have come to their end.</summary>
    /// <param name="publicKey">The RSA key that requests are signed with; SubjectPublicKeyInfo in base64.</param>
    /// <param name="folder">An empty folder, which whoever started the process removes.</param>
    public static (WebApplication App, FloorServer Server) Create(string publicKey, string folder)
    {
        var server = new FloorServer(publicKey, folder);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(server.HandleAsync);
        return (app, server);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.CompletedTask;
        http.Dispose();
        outgoing.Dispose();
        incoming.Dispose();
        store.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.WriteAsync(Interlocked.Read(ref done).ToString(CultureInfo.InvariantCulture));
            return;
        }

        var body = new byte[(int)(context.Request.ContentLength ?? 0)];
        await context.Request.Body.ReadExactlyAsync(body, context.RequestAborted);
        if (!IsSigned(context.Request, body))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        await store.InsertAsync("claim", body);
        _ = FinishAsync(body);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Answer.Length;
        await context.Response.Body.WriteAsync(Answer, context.RequestAborted);
    }

    private bool IsSigned(HttpRequest request, byte[] body)
    {
        var digest = request.Headers["Digest"].ToString();
        if (!digest.EndsWith(Convert.ToBase64String(SHA512.HashData(body)), StringComparison.Ordinal))
            return false;
        var header = request.Headers["Signature"].ToString();
        var text =
            $"(created): {Between(header, "created=", ",")}\ndigest: {digest}\n(request-target): post {request.Path}";
        return incoming.Value!.VerifyData(
            Encoding.ASCII.GetBytes(text),
            Convert.FromBase64String(Between(header, "signature=\"", "\"")),
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1
        );
    }

    private async Task FinishAsync(byte[] body)
    {
        var (member, callback) = Read(body);
        var row = new byte[EntryBytes];
        body.AsSpan(0, Math.Min(body.Length, row.Length)).CopyTo(row);
        await store.ApplyAsync((uint)string.GetHashCode(member, StringComparison.Ordinal) % Accounts, row);
        if (callback is not null)
        {
            await PostAsync(new Uri(callback), body);
            await store.InsertAsync("delivery", row);
        }

        Interlocked.Increment(ref done);
    }

    private async Task PostAsync(Uri url, byte[] body)
    {
        var digest = "SHA-512=" + Convert.ToBase64String(SHA512.HashData(body));
        var text = Encoding.ASCII.GetBytes($"digest: {digest}\n(request-target): post {url.PathAndQuery}");
        byte[] signature;
        lock (outgoing)
            signature = outgoing.SignData(text, HashAlgorithmName.SHA256);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Headers.TryAddWithoutValidation("Digest", digest);
        request.Headers.TryAddWithoutValidation("Signature", Convert.ToBase64String(signature));
        using var response = await http.SendAsync(request, CancellationToken.None);
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"The receiver answered {response.StatusCode}.");
    }

    private static (string Member, string? Callback) Read(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        return (
            json.RootElement.GetProperty("userId").GetString() ?? "",
            json.RootElement.TryGetProperty("callbackUrl", out var url) ? url.GetString() : null
        );
    }

    private static string Between(string text, string before, string after)
    {
        var start = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return text[start..text.IndexOf(after, start, StringComparison.Ordinal)];
    }
}
