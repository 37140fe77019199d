namespace Loyalty.Bench.Model;

/// <summary>
/// A clock, what is to happen and when, and chance: the same seed gives the same course. Times are in seconds. Processes
/// are methods that wait for the clock and for each other; they run on the thread of <see cref="RunUntil"/>, one at a time.
/// </summary>
internal sealed class Simulation(int seed)
{
    private readonly PriorityQueue<Action, (double At, long Number)> planned = new();
    private readonly Random random = new(seed);
    private long number;
    private Exception? fault;

    public double Now { get; private set; }

    /// <summary>Waits. Of those that wait for one instant the first to have begun goes on first.</summary>
    public Task DelayAsync(double seconds)
    {
        var over = new TaskCompletionSource();
        Plan(seconds, over.SetResult);
        return over.Task;
    }

    /// <summary>Starts a process.</summary>
    public void Start(Func<Task> process) => Plan(0, () => Watch(process()));

    /// <summary>Has the run end with whatever a process fails of: nobody stands above it.</summary>
    public void Watch(Task process) =>
        _ = process.ContinueWith(
            ended => fault ??= ended.Exception?.InnerException,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );

    /// <summary>Lets happen what is to happen before an instant.</summary>
    public void RunUntil(double end)
    {
        // Else those who wait would go on elsewhere, and later.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            while (planned.TryPeek(out _, out var next) && next.At < end)
            {
                Now = next.At;
                planned.Dequeue()();
                if (fault is not null)
                    throw new InvalidOperationException("A process failed.", fault);
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <summary>Has a process start again and again, so many times a second on average and independently of the times
    /// before.</summary>
    public void Arrive(double perSecond, Func<Task> process) =>
        Plan(
            Exponential(1 / perSecond),
            () =>
            {
                Arrive(perSecond, process);
                Watch(process());
            }
        );

    /// <summary>A number from 0 up to 1, but not 1.</summary>
    public double Share() => random.NextDouble();

    /// <summary>A time of this mean, with no memory.</summary>
    public double Exponential(double mean) => -mean * Math.Log(1 - Share());

    /// <summary>How long a call takes.</summary>
    public double Take(CallTime latency)
    {
        const double hundredth = 2.326347874;
        var normal = Math.Sqrt(-2 * Math.Log(1 - Share())) * Math.Cos(2 * Math.PI * Share());
        return latency.Median * Math.Exp(normal * Math.Log(latency.P99 / latency.Median) / hundredth);
    }

    private void Plan(double delay, Action act) => planned.Enqueue(act, (Now + delay, number++));
}

/// <summary>Log-normal: half of all calls take longer than the first, one in a hundred longer than the second.</summary>
internal readonly record struct CallTime(double Median, double P99);
