using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.KeyVault;

/// <summary>
/// Loads the key ring before anything else of the host starts, and keeps it fresh while it runs. The worker that takes in
/// invocations is a hosted service too, and registered earlier: only <see cref="StartingAsync"/> comes before it.
/// </summary>
internal sealed class KeyRingKeeper(
    KeyVaultKeyRing ring,
    IOptions<KeyVaultOptions> options,
    TimeProvider time,
    ILogger<KeyRingKeeper> logger
) : BackgroundService, IHostedLifecycleService
{
    /// <summary>Loads the keys, or ends the start.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ServiceCall.RunAsync(
                "Key Vault or the catalog",
                async token =>
                {
                    await ring.LoadAsync(token);
                    return true;
                },
                options.Value.LoadWithin,
                _ => null,
                cancellationToken
            );
        }
        catch (Exception fault)
        {
            Log.KeysNotLoaded(logger, fault, options.Value.VaultUri);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RefreshEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await RefreshAsync(stoppingToken);
    }

    private async Task RefreshAsync(CancellationToken stoppingToken)
    {
        try
        {
            await ring.RefreshAsync(stoppingToken);
        }
        catch (UnavailableException fault)
        {
            Log.KeysNotRefreshed(logger, fault);
        }
        catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
        {
            // The keys in memory go on serving; ending the process for it would turn a document that somebody spoilt
            // into an outage of all instances.
            Log.KeysUnusable(logger, fault);
        }
    }
}
