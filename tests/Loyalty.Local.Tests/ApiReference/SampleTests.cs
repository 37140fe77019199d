using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Loyalty.Local.Tests.House;
using Loyalty.Signing;

namespace Loyalty.Local.Tests.ApiReference;

/// <summary>The partners that the guide shows, run as they stand: each sends a signed request to a running host, believes
/// the callback that comes of it and no forged one.</summary>
public sealed class SampleTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private const string Folder = "tests/Loyalty.Samples";

    [Fact]
    public Task The_one_in_CSharp_earns_points_and_believes_only_us() =>
        RunAsync("dotnet", Path.Combine(AppContext.BaseDirectory, "Loyalty.Samples.dll"));

    [RequiresShellFact("node")]
    public Task The_one_in_Node_earns_points_and_believes_only_us() => RunAsync("node", FileOf("partner.mjs"));

    [RequiresShellFact("python3", "openssl")]
    public Task The_one_in_Python_earns_points_and_believes_only_us() => RunAsync("python3", FileOf("partner.py"));

    [Theory]
    [InlineData("csharp", "Partner.cs")]
    [InlineData("js", "partner.mjs")]
    [InlineData("python", "partner.py")]
    public async Task The_guide_shows_it_as_it_is(string language, string file)
    {
        var document = JsonNode.Parse(await fixture.Http.GetStringAsync("/openapi.json"))!;
        var guide = document["tags"]!.AsArray().Single(tag => tag!["name"]!.GetValue<string>() == "Samples")!;
        var shown = Regex.Match(
            guide["description"]!.GetValue<string>(),
            $"^```{language}\n(?<code>.*?)^```$",
            RegexOptions.Multiline | RegexOptions.Singleline,
            TimeSpan.FromSeconds(1)
        );
        Assert.Equal(Repository.Read($"{Folder}/{file}"), shown.Groups["code"].Value);
    }

    [Fact]
    public void None_is_longer_than_a_partner_reads()
    {
        foreach (var file in new[] { "Partner.cs", "partner.mjs", "partner.py" })
            Assert.InRange(File.ReadLines(FileOf(file)).Count(), 1, 149);
    }

    private async Task RunAsync(string command, string program)
    {
        var before = await PointsAsync();
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "key.pem"), fixture.Demo.Partner.PrivateKeyPem);
        // The outcome comes once the forged ones were sent.
        fixture.Gate.Close();
        using var partner = Start(command, program, folder);
        try
        {
            var url = await SaysAsync(partner, "Listening at ");
            Assert.Equal("202", await SaysAsync(partner, "Answered with "));
            foreach (var (name, callback) in Callbacks(new Uri(url)))
                using (callback)
                using (var answer = await fixture.Http.SendAsync(callback))
                    Assert.Equal((name, name == "genuine" ? 204 : 401), (name, (int)answer.StatusCode));

            fixture.Gate.Open();
            var told = JsonNode.Parse(await SaysAsync(partner, "Told "))!;
            Assert.Equal(("success", 10), (told["status"]!.GetValue<string>(), told["point"]!.GetValue<int>()));
            await partner.WaitForExitAsync();
            Assert.Equal(0, partner.ExitCode);
        }
        finally
        {
            fixture.Gate.Open();
            partner.Kill();
        }

        Assert.Equal(before + 10, await PointsAsync());
    }

    /// <summary>A callback that the platform could have sent, about another request, and what somebody else could make of
    /// such a one, with the callback secret or with nothing.</summary>
    private IEnumerable<(string Name, HttpRequestMessage Callback)> Callbacks(Uri url)
    {
        var ours = fixture.Service<IKeyRing>().Current(KeyUse.CallbackEcdsa);
        Assert.True(StandardWebhook.TryParse(fixture.Demo.Partner.CallbackSecret, out var secret));
        var body = """{"requestId":"another","status":"success","point":7}""";
        var (now, path, early) = (DateTimeOffset.UtcNow, url.AbsolutePath, DateTimeOffset.UtcNow.AddMinutes(-6));
        using var stranger = SigningKey.FromPem(ours.KeyId, NewKey(), now);
        using var unknown = SigningKey.FromPem("unknown", NewKey(), now);
        yield return ("genuine", Callback(url, body, secret, now, ours, path, body, now));
        yield return ("unsigned", Callback(url, body, null, now, null, path, body, now));
        yield return ("without the webhook's signature", Callback(url, body, null, now, ours, path, body, now));
        yield return ("of another secret", Callback(url, body, StandardWebhook.Create(), now, ours, path, body, now));
        yield return ("of an old webhook", Callback(url, body, secret, early, ours, path, body, now));
        yield return ("without a signature", Callback(url, body, secret, now, null, path, body, now));
        yield return ("of another key under our id", Callback(url, body, secret, now, stranger, path, body, now));
        yield return ("of a key that we do not have", Callback(url, body, secret, now, unknown, path, body, now));
        yield return ("signed for another path", Callback(url, body, secret, now, ours, "/other", body, now));
        yield return ("signed for another body", Callback(url, body, secret, now, ours, path, body + " ", now));
        var replaced = Callback(url, body, secret, now, ours, path, body + " ", now);
        replaced.Headers.Remove("Digest");
        replaced.Headers.Add(
            "Digest",
            $"SHA-512={Convert.ToBase64String(SHA512.HashData(Encoding.UTF8.GetBytes(body)))}"
        );
        yield return ("whose digest was replaced", replaced);
        yield return ("signed long ago", Callback(url, body, secret, now, ours, path, body, early));
    }

    private static HttpRequestMessage Callback(
        Uri url,
        string body,
        StandardWebhook? secret,
        DateTimeOffset sentAt,
        SigningKey? key,
        string signedPath,
        string signedBody,
        DateTimeOffset signedAt
    )
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var callback = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(bytes) };
        callback.Headers.Add("webhook-id", "one");
        callback.Headers.Add("webhook-timestamp", $"{sentAt.ToUnixTimeSeconds()}");
        if (secret is not null)
            callback.Headers.Add("webhook-signature", secret.Sign("one", sentAt.ToUnixTimeSeconds(), bytes));
        if (key is not null)
            foreach (
                var (name, value) in RequestSigner.Sign(
                    key,
                    "POST",
                    signedPath,
                    Encoding.UTF8.GetBytes(signedBody),
                    signedAt
                )
            )
                callback.Headers.TryAddWithoutValidation(name, value);
        return callback;
    }

    private static string NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private Process Start(string command, string program, TestFolder folder)
    {
        var partner = fixture.Demo.Partner;
        var start = new ProcessStartInfo(command, [program])
        {
            UseShellExecute = false,
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
        };
        start.Environment["host"] = fixture.Host.BaseUrl.GetLeftPart(UriPartial.Authority);
        start.Environment["client_id"] = partner.ClientId.Value;
        start.Environment["client_secret"] = partner.ClientSecret;
        start.Environment["callback_secret"] = partner.CallbackSecret;
        start.Environment["key_id"] = partner.KeyId;
        start.Environment["rule_id"] = fixture.Demo.EarnRuleId.Value;
        start.Environment["user_id"] = fixture.Demo.UserId.Value;
        return Process.Start(start)!;
    }

    /// <summary>The rest of the next line, which must begin so.</summary>
    private static async Task<string> SaysAsync(Process partner, string beginning)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var line = await partner.StandardOutput.ReadLineAsync(patience.Token);
        Assert.StartsWith(beginning, line);
        return line![beginning.Length..];
    }

    private async Task<int> PointsAsync() =>
        int.Parse((await fixture.BalanceAsync(fixture.Demo.UserId.Value)).Field("balance")!);

    private static string FileOf(string name) => Path.Combine(Repository.Root, Folder, name);
}
