using System.Diagnostics.CodeAnalysis;
using Loyalty.Messaging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.PointsRequests;

/// <summary>
/// Takes no more requests in while too many wait to be applied, or one has waited for too long. The queue is looked at once
/// in <see cref="AdmissionOptions.BacklogEvery"/>, beside the way of requests, and only while any come: none waits for it.
/// While nobody can tell, requests are taken in.
/// </summary>
public sealed class BackPressure(
    IBacklog backlog,
    IOptions<AdmissionOptions> options,
    TimeProvider time,
    ILogger<BackPressure> logger
)
{
    private readonly AdmissionOptions limits = options.Value;
    private long readAfter;
    private volatile bool isOn;

    /// <summary>Why no request is taken in now; null = they are.</summary>
    public Problem? WhyNot()
    {
        var due = Interlocked.Read(ref readAfter);
        var now = time.GetTimestamp();
        if (now >= due && Interlocked.CompareExchange(ref readAfter, now + Ticks(limits.BacklogEvery), due) == due)
            Reading = ReadAsync();
        return isOn ? new Problem { Refusal = Refusal.Unavailable, RetryAfter = limits.BacklogEvery } : null;
    }

    /// <summary>The latest look at the queue.</summary>
    internal Task Reading { get; private set; } = Task.CompletedTask;

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "Nobody waits for it; the request itself finds a queue that is away."
    )]
    private async Task ReadAsync()
    {
        try
        {
            var level = await backlog.ReadAsync(CancellationToken.None);
            var isTooMuch = level.Waiting >= limits.MostWaiting || level.OldestAge > limits.LongestWait;
            if (isTooMuch == isOn)
                return;
            isOn = isTooMuch;
            if (isTooMuch)
                Log.BackPressureOn(logger, level.Waiting, level.OldestAge);
            else
                Log.BackPressureOff(logger);
        }
        catch (Exception fault)
        {
            isOn = false;
            Log.BacklogUnknown(logger, fault);
        }
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
