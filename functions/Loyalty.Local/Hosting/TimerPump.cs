using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Loyalty.Local.Hosting;

/// <summary>Fires one timer function by its schedule. A run that takes longer than the schedule is not overtaken.</summary>
internal sealed class TimerPump(
    TimerFunction function,
    IServiceProvider services,
    TimeProvider time,
    ILogger<TimerPump> logger
) : BackgroundService
{
    /// <summary>Timers take no more than some weeks; and after a day asleep the clock is worth another look.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);
    private readonly FunctionInvoker invoker = new(function.Method, services);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SleepUntilAsync(function.NextAfter(time.GetUtcNow()), stoppingToken);
                await invoker.InvokeAsync(new TimerInfo(), context: null, messages: [], stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                Log.TimerFailed(logger, fault, function.Name);
            }
        }
    }

    /// <summary>Never wakes too early, or the schedule would name the same time again and the function run twice.</summary>
    private async Task SleepUntilAsync(DateTime due, CancellationToken stoppingToken)
    {
        for (
            var left = due - time.GetUtcNow().UtcDateTime;
            left > TimeSpan.Zero;
            left = due - time.GetUtcNow().UtcDateTime
        )
        {
            // Timers count in whole milliseconds and would cut off the rest.
            var whole = TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
            await Task.Delay(whole < LongestSleep ? whole : LongestSleep, time, stoppingToken);
        }
    }
}
