using Loyalty.Embedded;
using Loyalty.Messaging;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Loyalty.Local.Hosting;

/// <summary>
/// What was delivered too often, the queues park by themselves, in their own file. Where that is not the store, this
/// carries it there, so that everything parked is found in one place. What is carried twice is one message still.
/// </summary>
internal sealed class ParkedForwarder(SqliteParking folder, IParking store, ILogger<ParkedForwarder> logger)
    : BackgroundService
{
    private const int Portion = 100;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ForwardAsync(stoppingToken);
            }
            catch (UnavailableException fault)
            {
                Log.ForwardFailed(logger, fault);
            }

            // By the machine's clock: nothing here is due at a time of the product's.
            await Task.Delay(Every, TimeProvider.System, stoppingToken);
        }
    }

    private async Task ForwardAsync(CancellationToken stoppingToken)
    {
        while ((await folder.PageAsync(null, Portion, stoppingToken)).Items is { Count: > 0 } parked)
            foreach (var message in parked)
            {
                await store.ParkAsync(message, stoppingToken);
                await folder.RemoveAsync(message, stoppingToken);
            }
    }
}
