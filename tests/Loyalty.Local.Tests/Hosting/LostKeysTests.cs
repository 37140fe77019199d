using Loyalty.Embedded;
using Loyalty.Keys;
using Loyalty.Local.Hosting;
using Loyalty.Signing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loyalty.Local.Tests.Hosting;

/// <summary>A store whose secrets are sealed, and a start without the key that opens them.</summary>
public sealed class LostKeysTests : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly TestFolder elsewhere = new();

    private string KeyPath => Path.Combine(folder.Path, KeyFile.FileName);

    public void Dispose()
    {
        folder.Dispose();
        elsewhere.Dispose();
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Cosmos)]
    public async Task A_store_that_knows_keys_starts_with_these_alone(StoreKind kind)
    {
        var store = await StoreAsync(kind);
        var first = await StartAsync(store);
        var saved = await File.ReadAllBytesAsync(KeyPath);

        File.Delete(KeyPath);
        var missing = await RefusedAsync(store);
        Assert.StartsWith($"There are no keys in '{KeyPath}'.", missing);
        Assert.Contains($"key {first}, which was in '{KeyPath}'", missing);
        Assert.Contains($"(--new-keys) to {first}", missing);
        Assert.False(File.Exists(KeyPath));

        using (KeyFile.Open(KeyPath, TimeProvider.System))
            Assert.StartsWith($"The keys in '{KeyPath}' are not those of this store.", await RefusedAsync(store));

        await File.WriteAllBytesAsync(KeyPath, saved);
        Assert.Equal(first, await StartAsync(store));
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [InlineData(StoreKind.Cosmos)]
    public async Task Who_accepts_the_loss_of_keys_names_them_and_gets_new_ones_once(StoreKind kind)
    {
        var store = await StoreAsync(kind);
        var first = await StartAsync(store);
        File.Delete(KeyPath);

        await RefusedAsync([.. store, ("Keys:Lost", "0123456789abcdef")]);
        (string, string)[] accepting = [.. store, ("Keys:Lost", first)];
        var second = await StartAsync(accepting);
        Assert.NotEqual(first, second);
        Assert.Equal(second, await StartAsync(accepting));
        Assert.Equal(second, await StartAsync(store));

        File.Delete(KeyPath);
        Assert.Contains(second, await RefusedAsync(accepting));
        using (KeyFile.Open(KeyPath, TimeProvider.System))
            Assert.Contains(second, await RefusedAsync(accepting));
    }

    [Fact]
    public async Task Another_folder_has_no_keys_for_a_store_that_is_elsewhere()
    {
        var store = await StoreAsync(StoreKind.Cosmos);
        var keys = await StartAsync(store);
        var away = Path.Combine(elsewhere.Path, KeyFile.FileName);

        var refused = await RefusedAsync(store, elsewhere);
        Assert.StartsWith($"There are no keys in '{away}'.", refused);
        Assert.Contains($"in '{KeyPath}'", refused);

        File.Copy(KeyPath, away);
        Assert.Equal(keys, await StartAsync(store, elsewhere));
        File.Delete(KeyPath);
        Assert.Contains($"which was in '{away}'", await RefusedAsync(store));
    }

    [Fact]
    public async Task The_command_line_says_it_in_one_line_and_takes_the_answer()
    {
        await StartAsync([]);
        File.Delete(KeyPath);
        string[] serve = ["serve", "--data", folder.Path, "--urls", "http://127.0.0.1:0", "--listen", "off"];

        var refused = await LoyaltyProcess.RunAsync(serve);

        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        var line = Assert.Single(refused.Errors.Trim().Split('\n'));
        var id = line[(line.IndexOf("(--new-keys) to ", StringComparison.Ordinal) + 16)..][..16];
        using var accepted = LoyaltyProcess.Start([.. serve, "--new-keys", id]);
        await accepted.SaysAsync("(Loyalty listens on)");
        await accepted.SaysAsync($"(Keys {id} are given up)");
        accepted.Terminate();
        Assert.Equal(0, await accepted.EndsAsync());
    }

    private static async Task<(string Name, string Value)[]> StoreAsync(StoreKind kind) =>
        kind == StoreKind.Cosmos ? await CosmosAccount.NewDatabaseAsync() : [];

    /// <summary>Starts and stops a host; the id of its data key.</summary>
    private async Task<string> StartAsync((string Name, string Value)[] settings, TestFolder? data = null)
    {
        var all = settings
            .Append(("urls", "http://127.0.0.1:0"))
            .Append(($"{EmbeddedOptions.Section}:{nameof(EmbeddedOptions.DataDirectory)}", (data ?? folder).Path))
            .ToDictionary(setting => setting.Item1, setting => (string?)setting.Item2);
        await using var host = await LocalHost.StartAsync(
            all,
            services => services.AddLogging(logging => logging.ClearProviders()),
            default
        );
        return host.Services.GetRequiredService<IKeyRing>().DataKey.Id;
    }

    private async Task<string> RefusedAsync((string Name, string Value)[] settings, TestFolder? data = null) =>
        (await Assert.ThrowsAsync<InvalidDataException>(() => StartAsync(settings, data))).Message;
}
