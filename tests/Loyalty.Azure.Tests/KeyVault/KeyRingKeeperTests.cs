using Azure;
using Azure.Security.KeyVault.Keys;
using Loyalty.Azure.KeyVault;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Signing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.Tests.KeyVault;

/// <summary>The key ring in a host, as the function app has it.</summary>
public sealed class KeyRingKeeperTests : IDisposable
{
    private readonly KeyRingScene scene = new();

    public void Dispose() => scene.Dispose();

    [Fact]
    public async Task The_keys_are_there_before_a_service_that_was_registered_earlier_starts()
    {
        using var host = Host(scene.Catalog);

        await host.StartAsync();

        Assert.NotNull(host.Services.GetRequiredService<EarlyBird>().SignedBy);
        await host.StopAsync();
    }

    [Fact]
    public async Task A_start_without_the_vault_fails_and_nothing_runs()
    {
        scene.Vault.Fault = new RequestFailedException(0, "no answer");
        using var host = Host(scene.Catalog);

        await Assert.ThrowsAsync<UnavailableException>(() => host.StartAsync());

        Assert.Null(host.Services.GetRequiredService<EarlyBird>().SignedBy);
    }

    [Fact]
    public async Task A_start_that_takes_too_long_fails()
    {
        scene.Vault.Hangs = true;
        scene.Options.LoadWithin = TimeSpan.FromMilliseconds(20);
        using var keeper = new KeyRingKeeper(
            scene.Instance(),
            Options.Create(scene.Options),
            scene.Time,
            NullLogger<KeyRingKeeper>.Instance
        );

        var fault = await Assert.ThrowsAsync<UnavailableException>(() => keeper.StartingAsync(default));

        Assert.Contains("Key Vault or the catalog", fault.Message);
    }

    [Fact]
    public async Task It_looks_for_new_keys_while_it_runs_also_after_a_look_that_failed()
    {
        var catalog = new HookedCatalog(scene.Catalog);
        using var host = Host(catalog);
        await host.StartAsync();
        Assert.True(SpinWait.SpinUntil(() => scene.Time.Timers > 0, TimeSpan.FromSeconds(30)));
        for (var look = 0; look < 4; look++)
        {
            var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Exception? fault =
                look == 0 ? new UnavailableException("away")
                : look == 1 ? new IOException("odd")
                : look == 2 ? new TaskCanceledException("by nobody here")
                : null;
            catalog.BeforeRead = () =>
            {
                asked.TrySetResult();
                if (fault is not null)
                    throw fault;
            };
            scene.Time.Advance(scene.Options.RefreshEvery);
            await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }

        await host.StopAsync();
    }

    [Theory]
    [InlineData("KeyVault:VaultUri", "")]
    [InlineData("KeyVault:VaultUri", "http://acme.vault.azure.net/")]
    [InlineData("KeyVault:KeyName", "")]
    [InlineData("KeyVault:PublishAhead", "00:14:59")]
    [InlineData("KeyVault:Overlap", "1.00:00:00")]
    [InlineData("KeyVault:RotateEvery", "00:00:00")]
    public async Task Settings_that_cannot_work_end_the_start_and_are_named(string name, string value)
    {
        using var host = Host(scene.Catalog, (name, value));

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains(name.Split(':')[1], fault.Message);
        Assert.Equal(0, scene.Vault.Calls);
    }

    private IHost Host(ICatalog catalog, params (string Name, string Value)[] settings)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(
            settings
                .Prepend(("KeyVault:vaultUri", "https://acme.vault.azure.net/"))
                .GroupBy(s => s.Item1, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(g => g.Key, string? (g) => g.Last().Item2)
        );
        builder
            .Services.AddSingleton<EarlyBird>()
            .AddHostedService(provider => provider.GetRequiredService<EarlyBird>())
            .AddSingleton<TimeProvider>(scene.Time)
            .AddSingleton(catalog)
            .AddSingleton<KeyClient>(scene.Vault.Connect())
            .AddKeyVaultKeyRing();
        return builder.Build();
    }

    /// <summary>Signs as soon as it starts, as a worker that gets its first invocation does.</summary>
    private sealed class EarlyBird(IKeyRing keys) : IHostedService
    {
        public string? SignedBy { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            SignedBy = keys.Current(KeyUse.Token).KeyId;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
