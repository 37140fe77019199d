// A partner in one file: gets a token, sends a signed request, and checks the callback that brings its outcome.
// In the environment: host, client_id, client_secret, callback_secret, key_id, rule_id, user_id. In key.pem: the
// private key whose public half is registered under key_id.
using System.Buffers.Text;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

const string Realm = "/realms/partner/protocol/openid-connect";
const string Covered = "headers=\"(created) digest (request-target)\"";

using var http = new HttpClient { BaseAddress = new Uri(Setting("host")) };
using var key = RSA.Create();
key.ImportFromPem(await File.ReadAllTextAsync("key.pem"));
var secret = Convert.FromBase64String(Setting("callback_secret")["whsec_".Length..]);
var requestId = $"order-{Guid.CreateVersion7()}";
var outcome = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);

// 1. Receive callbacks: in production at an https address that the platform can reach.
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
await using var app = builder.Build();
app.MapPost("/callback", ReceiveAsync);
await app.StartAsync();
var callbackUrl = $"{app.Urls.First()}/callback";
Console.WriteLine($"Listening at {callbackUrl}");

// 2. Get a token. It lives ten minutes: use it for many requests.
using var credentials = new FormUrlEncodedContent([
    new("grant_type", "client_credentials"),
    new("client_id", Setting("client_id")),
    new("client_secret", Setting("client_secret")),
]);
using var granted = await http.PostAsync($"{Realm}/token", credentials);
var grant = await granted.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
var token = grant.GetProperty("access_token").GetString();

// 3. Send the request. Without an answer, or with a 5xx, send the same again: its requestId lets it count once only.
var (userId, ruleId, amount) = (Setting("user_id"), Setting("rule_id"), 10);
var body = JsonSerializer.SerializeToUtf8Bytes(
    new
    {
        userId,
        ruleId,
        amount,
        requestId,
        callbackUrl,
    }
);
var (status, attempt) = (0, 0);
do
{
    await Task.Delay(TimeSpan.FromSeconds(attempt * attempt));
    status = await SendAsync();
    Console.WriteLine($"Answered with {status}");
} while (status >= 500 && ++attempt < 5);
if (status != 202)
    return 1;

// 4. The outcome comes as a callback, mostly at once.
var told = await outcome.Task.WaitAsync(TimeSpan.FromMinutes(1));
Console.WriteLine($"Told {told}");
return told.GetProperty("status").GetString() == "success" ? 0 : 1;

async Task<int> SendAsync()
{
    var (created, digest) = (Now(), DigestOf(body));
    var text = SigningText($"{created}", digest, "/points");
    var signature = Convert.ToBase64String(key.SignData(text, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    var signed = $"""keyId="{Setting("key_id")}",algorithm="RSA-SHA256",created={created},{Covered}""";
    using var request = new HttpRequestMessage(HttpMethod.Post, "/points") { Content = new ByteArrayContent(body) };
    request.Content.Headers.ContentType = new("application/json");
    request.Headers.Authorization = new("Bearer", token);
    request.Headers.Add("Digest", digest);
    request.Headers.Add("Signature", $"{signed},signature=\"{signature}\"");
    try
    {
        using var answer = await http.SendAsync(request);
        return (int)answer.StatusCode;
    }
    catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
    {
        return 503;
    }
}

// A callback can come more than once: let what you do depend on its requestId, not on how often it comes.
async Task<IResult> ReceiveAsync(HttpRequest request)
{
    using var content = new MemoryStream();
    await request.Body.CopyToAsync(content);
    if (!KnowsSecret(request, content.ToArray()) || !await IsSignedAsync(request, content.ToArray()))
        return Results.Unauthorized();
    var callback = JsonSerializer.Deserialize<JsonElement>(content.ToArray());
    if (callback.GetProperty("requestId").GetString() == requestId)
        outcome.TrySetResult(callback);
    return Results.NoContent();
}

// The sender knows the callback secret (Standard Webhooks). While it is being replaced there are two signatures.
bool KnowsSecret(HttpRequest request, byte[] content)
{
    var (id, timestamp) = (request.Headers["webhook-id"], request.Headers["webhook-timestamp"].ToString());
    byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. content];
    var expected = Encoding.UTF8.GetBytes($"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, signed))}");
    var sent = request.Headers["webhook-signature"].ToString().Split(' ').Select(Encoding.UTF8.GetBytes);
    return IsRecent(timestamp) && sent.Any(one => CryptographicOperations.FixedTimeEquals(one, expected));
}

// The sender has the platform's private key. Either check is enough; this one needs no secret.
async Task<bool> IsSignedAsync(HttpRequest request, byte[] content)
{
    var header = Regex.Match(
        request.Headers["Signature"].ToString(),
        $"""^keyId="([^"]+)",algorithm="ECDSA-SHA256",created=(\d+),{Regex.Escape(Covered)},signature="([^"]+)"$"""
    );
    var (keyId, created, signature) = (header.Groups[1].Value, header.Groups[2].Value, header.Groups[3].Value);
    if (!IsRecent(created))
        return false;
    // Keep the keys, and fetch them again when there is none with this keyId.
    var keys = (await http.GetFromJsonAsync<JsonElement>($"{Realm}/certs")).GetProperty("keys").EnumerateArray();
    var jwk = keys.FirstOrDefault(one => one.GetProperty("kid").GetString() == keyId);
    if (jwk.ValueKind == JsonValueKind.Undefined)
        return false;
    var point = new ECPoint { X = Coordinate("x"), Y = Coordinate("y") };
    using var ec = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
    // The digest is of what came, whatever the Digest header says.
    var text = SigningText(created, DigestOf(content), request.Path + request.QueryString);
    var der = Convert.FromBase64String(signature);
    return ec.VerifyData(text, der, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    byte[] Coordinate(string name) => Base64Url.DecodeFromChars(jwk.GetProperty(name).GetString());
}

static string DigestOf(byte[] content) => $"SHA-512={Convert.ToBase64String(SHA512.HashData(content))}";
static byte[] SigningText(string created, string digest, string target) =>
    Encoding.UTF8.GetBytes($"(created): {created}\ndigest: {digest}\n(request-target): post {target}");
static bool IsRecent(string seconds) => long.TryParse(seconds, out var at) && Math.Abs(Now() - at) <= 300;
static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

static string Setting(string name) =>
    Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");
