using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Loyalty.Bench.Loads;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Local.Demo;
using Loyalty.Local.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Bench.Servers;

/// <summary><c>loyalty serve</c> in a process of its own, on a temporary folder with the demo and some members.</summary>
internal sealed class Platform : IAsyncDisposable
{
    /// <summary>What the members' ids begin with; a number from 0 follows.</summary>
    public const string MemberPrefix = "bench-member-";

    /// <summary>What the groups' ids begin with; a number from 0 follows.</summary>
    public const string GroupPrefix = "bench-group-";

    private const int PollMilliseconds = 20;
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly DirectoryInfo folder;
    private ChildProcess? server;

    private Platform(DirectoryInfo folder, DemoFile demo)
    {
        this.folder = folder;
        Demo = demo;
        Url = new Uri(demo.BaseUrl);
    }

    /// <summary>Keys and ids of the demo organisation.</summary>
    public DemoFile Demo { get; }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; private set; }

    /// <summary>Settings that it is started with, as environment variables are named.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>Memory that it has in use, in bytes.</summary>
    public long ResidentBytes => server?.ResidentBytes ?? 0;

    /// <summary>The part of it that is no file's, in bytes; what Linux alone tells.</summary>
    public long AnonymousBytes => server?.AnonymousBytes ?? 0;

    /// <summary>Size of its database, in bytes.</summary>
    public long DatabaseBytes => SizeOf("loyalty.db");

    /// <summary>Size of the database's write-ahead log, in bytes.</summary>
    public long LogBytes => SizeOf("loyalty.db-wal");

    /// <summary>CPU time that it has used.</summary>
    public TimeSpan CpuTime => server?.CpuTime ?? TimeSpan.Zero;

    /// <summary>Sets up the folder; nothing runs yet.</summary>
    public static Task<Platform> CreateAsync(string parentFolder, int members, CancellationToken cancellationToken) =>
        CreateAsync(parentFolder, members, groupSize: 0, cancellationToken);

    /// <summary>The same, with each member in a group of so many; 0 = there are no groups.</summary>
    public static async Task<Platform> CreateAsync(
        string parentFolder,
        int members,
        int groupSize,
        CancellationToken cancellationToken
    )
    {
        var folder = WorkFolder.Create(parentFolder);
        try
        {
            var settings = new Dictionary<string, string?>
            {
                ["urls"] = "http://127.0.0.1:0",
                ["Embedded:DataDirectory"] = folder.FullName,
            };
            await using var host = await LocalHost.StartAsync(settings, configure: null, cancellationToken);
            var demo =
                await new DemoSetup(host.Services).EnsureAsync(host.BaseUrl, cancellationToken)
                ?? throw new InvalidOperationException("A new folder has no demo.");
            var catalog = host.Services.GetRequiredService<CachedCatalog>();
            await Members.CreateAsync(catalog, demo.OrgId, MemberPrefix, members, withMobile: true, cancellationToken);
            var ids = Enumerable.Range(0, members).Select(number => TextId.From<MemberId>($"{MemberPrefix}{number}"));
            if (groupSize > 0)
                await Members.GroupAsync(catalog, demo.OrgId, GroupPrefix, ids.Chunk(groupSize), cancellationToken);
            return new Platform(folder, demo);
        }
        catch
        {
            WorkFolder.Delete(folder);
            throw;
        }
    }

    /// <summary>Lets its ledger grow by so many entries, of another organisation, before it is started.</summary>
    public async Task FillAsync(int entries, int batches, CancellationToken cancellationToken)
    {
        if (entries == 0)
            return;
        const int accounts = 1000;
        await using var load = await ApplyLoad.OpenAsync(folder, accounts, cancellationToken);
        await load.FillAsync(entries - accounts, accounts, batches, cancellationToken);
    }

    /// <summary>Starts it where it listened before, and waits until it serves.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Launch();
        if (server is not null)
            Url = await server.UrlAsync(cancellationToken);
    }

    /// <summary>Starts it and waits for nothing.</summary>
    public void Launch() =>
        server = ListeningProgram.Launch(
            typeof(LocalHost).Assembly,
            Settings,
            "serve",
            "--urls",
            Url.GetLeftPart(UriPartial.Authority),
            "--data",
            folder.FullName,
            "--listen",
            "off"
        );

    /// <summary>Has it stand still, as if it had no processor, until it is told to go on.</summary>
    public Task HoldAsync(CancellationToken cancellationToken) => SignalAsync("STOP", cancellationToken);

    /// <inheritdoc cref="HoldAsync"/>
    public Task GoOnAsync(CancellationToken cancellationToken) => SignalAsync("CONT", cancellationToken);

    /// <summary>Kills it; the folder stays.</summary>
    public async Task KillAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        server = null;
    }

    /// <summary>Kills it and proves its ledger.</summary>
    /// <returns>What the proof tells.</returns>
    /// <exception cref="InvalidOperationException">Something does not hold.</exception>
    public async Task<string> VerifyAsync(CancellationToken cancellationToken)
    {
        await KillAsync();
        var program = ListeningProgram.CommandOf(typeof(LocalHost).Assembly);
        return await Tool.RunAsync([.. program, "verify", "--data", folder.FullName], cancellationToken);
    }

    /// <summary>A token for the demo's partner.</summary>
    public Task<string> TokenAsync(CancellationToken cancellationToken) => TokenAsync(Demo, cancellationToken);

    /// <summary>A token for a partner.</summary>
    public Task<string> TokenAsync(DemoFile sender, CancellationToken cancellationToken) =>
        TokenAsync(sender.Partner.ClientId.Value, sender.Partner.ClientSecret, cancellationToken);

    /// <summary>A token for a client.</summary>
    public async Task<string> TokenAsync(string clientId, string clientSecret, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["client_id"] = clientId,
                ["client_secret"] = clientSecret,
                ["grant_type"] = "client_credentials",
            }
        );
        using var answer = await Http.PostAsync(
            new Uri(Url, "/realms/partner" + Discovery.TokenPath),
            form,
            cancellationToken
        );
        answer.EnsureSuccessStatusCode();
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        return json.RootElement.GetProperty("access_token").GetString()
            ?? throw new InvalidOperationException("The token endpoint gave no token.");
    }

    /// <summary>Waits until these requests are applied.</summary>
    public async Task AppliedAsync(IEnumerable<string> requestIds, string token, CancellationToken cancellationToken)
    {
        foreach (var requestId in requestIds)
            while (await IsPendingAsync(requestId, token, cancellationToken))
                await Task.Delay(PollMilliseconds, cancellationToken);
    }

    /// <summary>Asks the management API, as the demo's owner.</summary>
    public async Task<JsonElement> ManageAsync(
        HttpMethod method,
        string path,
        string? json,
        CancellationToken cancellationToken
    )
    {
        var token = await TokenAsync(Demo.Owner.ClientId.Value, Demo.Owner.ClientSecret, cancellationToken);
        using var request = new HttpRequestMessage(method, new Uri(Url, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        // A POST without a body is a step of something that is there.
        if (method == HttpMethod.Put || (method == HttpMethod.Post && json is null))
            request.Headers.TryAddWithoutValidation("If-Match", "*");
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await Http.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return JsonElement.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    /// <summary>How many POSTs a <see cref="BareServer"/> has answered.</summary>
    public static async Task<long> CountAsync(Uri bareServer, CancellationToken cancellationToken) =>
        long.Parse(await Http.GetStringAsync(bareServer, cancellationToken), CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        WorkFolder.Delete(folder);
    }

    private long SizeOf(string file) =>
        new FileInfo(Path.Combine(folder.FullName, file)) is { Exists: true } found ? found.Length : 0;

    private async Task SignalAsync(string signal, CancellationToken cancellationToken)
    {
        if (server is not null)
            await Tool.RunAsync(["kill", $"-{signal}", $"{server.Id}"], cancellationToken);
    }

    private async Task<bool> IsPendingAsync(string requestId, string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Url, "/points/requests/" + requestId));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await Http.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        return json.RootElement.GetProperty("status").GetString() == "pending";
    }
}
