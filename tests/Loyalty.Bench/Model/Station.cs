namespace Loyalty.Bench.Model;

/// <summary>
/// Workers with one queue before them, first come first served. A free worker takes as many as wait, up to a batch, and
/// is free again when the work on all of them is done.
/// </summary>
/// <param name="simulation">The clock.</param>
/// <param name="workers">How many.</param>
/// <param name="batch">Most that one takes at once.</param>
/// <param name="workAsync">Works on a batch, and is told what each has brought.</param>
internal sealed class Station(
    Simulation simulation,
    int workers,
    int batch,
    Func<IReadOnlyList<double>, Task> workAsync
)
{
    private readonly Queue<(double Brought, double At, TaskCompletionSource Left)> queue = new();
    private int idle = workers;

    /// <summary>How long each has waited for a worker.</summary>
    public Times Waits { get; } = new();

    /// <summary>A station whose work takes the time that is brought.</summary>
    public static Station Of(Simulation simulation, int workers) =>
        new(simulation, workers, batch: 1, brought => simulation.DelayAsync(brought[0]));

    /// <summary>Waits, and is worked on.</summary>
    /// <param name="brought">What the work is told.</param>
    public Task EnterAsync(double brought)
    {
        var left = new TaskCompletionSource();
        queue.Enqueue((brought, simulation.Now, left));
        TakeNext();
        return left.Task;
    }

    private void TakeNext()
    {
        if (idle == 0 || queue.Count == 0)
            return;
        idle--;
        simulation.Watch(WorkAsync());
    }

    private async Task WorkAsync()
    {
        var taken = new List<(double Brought, double At, TaskCompletionSource Left)>();
        while (taken.Count < batch && queue.TryDequeue(out var one))
        {
            Waits.Add(simulation.Now - one.At);
            taken.Add(one);
        }

        await workAsync(taken.ConvertAll(one => one.Brought));
        idle++;
        foreach (var one in taken)
            one.Left.SetResult();
        TakeNext();
    }
}

/// <summary>Processor cores. Whoever has more work than a slice queues again after each.</summary>
internal sealed class Cores(Simulation simulation, int count)
{
    private const double Slice = 0.001;
    private readonly Station station = Station.Of(simulation, count);

    /// <summary>How long they have worked, in core-seconds.</summary>
    public double Worked { get; private set; }

    public async Task WorkAsync(double seconds)
    {
        for (var left = seconds; left > 0; left -= Slice)
        {
            await station.EnterAsync(Math.Min(left, Slice));
            Worked += Math.Min(left, Slice);
        }
    }
}
