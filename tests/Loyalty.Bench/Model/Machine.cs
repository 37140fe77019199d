namespace Loyalty.Bench.Model;

/// <summary>
/// The local host and the bench's load on one machine: a request uses a core, and its rows wait for the writer, which
/// commits all that wait with one flush. Applies and callbacks do the same after it. The client, and the receiver of
/// callbacks, use the same cores.
/// </summary>
internal sealed record Machine
{
    public int Cores { get; init; } = 2;

    /// <summary>The server's processor time of a request that is accepted and applied.</summary>
    public required double ApplyWay { get; init; }

    /// <summary>The same with its callback delivered.</summary>
    public required double WholeWay { get; init; }

    /// <summary>Processor time of a request of a bare server, and of its client.</summary>
    public required double Bare { get; init; }

    /// <summary>One flush of the disk.</summary>
    public required double Flush { get; init; }

    /// <summary>How much of <see cref="ApplyWay"/> is spent before the answer. Assumed.</summary>
    public double AcceptShare { get; init; } = 0.6;

    /// <summary>How much of each step the writer does. Assumed.</summary>
    public double WriterShare { get; init; } = 0.3;
    public int Connections { get; init; } = 64;
    public int Requests { get; init; } = 8000;
    public int ParallelBatches { get; init; } = 4;

    /// <summary>Sends all requests, one after the other on each connection.</summary>
    public MachineCourse Run(int seed, bool withCallback)
    {
        var simulation = new Simulation(seed);
        var course = new MachineCourse(this, simulation, withCallback);
        for (var connection = 0; connection < Connections; connection++)
            simulation.Start(course.ConnectAsync);
        simulation.RunUntil(double.MaxValue);
        return course;
    }
}

/// <summary>A machine at work, and what came of it.</summary>
internal sealed class MachineCourse
{
    private readonly Machine machine;
    private readonly Simulation simulation;
    private readonly bool withCallback;
    private readonly Cores cores;
    private readonly Station writer;
    private readonly Station applies;
    private double answered;
    private double ended;
    private int sent;

    public MachineCourse(Machine machine, Simulation simulation, bool withCallback)
    {
        (this.machine, this.simulation, this.withCallback) = (machine, simulation, withCallback);
        cores = new Cores(simulation, machine.Cores);
        writer = new Station(simulation, workers: 1, batch: 512, CommitAsync);
        applies = new Station(
            simulation,
            machine.ParallelBatches,
            batch: 100,
            messages => StepAsync(messages.Count * machine.ApplyWay * (1 - machine.AcceptShare))
        );
    }

    /// <summary>How long answers took.</summary>
    public Times Answers { get; } = new();

    /// <summary>How many were answered in a second.</summary>
    public double AnsweredPerSecond => machine.Requests / answered;

    /// <summary>How many had come to their end in a second.</summary>
    public double EndedPerSecond => machine.Requests / ended;

    /// <summary>One connection of the client.</summary>
    public async Task ConnectAsync()
    {
        while (sent++ < machine.Requests)
        {
            var at = simulation.Now;
            await cores.WorkAsync(machine.Bare / 2);
            await StepAsync(machine.ApplyWay * machine.AcceptShare);
            Answers.Add(simulation.Now - at);
            answered = simulation.Now;
            simulation.Start(GoOnAsync);
        }
    }

    private async Task GoOnAsync()
    {
        await applies.EnterAsync(0);
        if (withCallback)
        {
            await cores.WorkAsync(machine.Bare / 2);
            await StepAsync(machine.WholeWay - machine.ApplyWay);
        }

        ended = simulation.Now;
    }

    private async Task StepAsync(double work)
    {
        await cores.WorkAsync(simulation.Exponential(work * (1 - machine.WriterShare)));
        await writer.EnterAsync(simulation.Exponential(work * machine.WriterShare));
    }

    private async Task CommitAsync(IReadOnlyList<double> rows)
    {
        await cores.WorkAsync(rows.Sum());
        await simulation.DelayAsync(simulation.Exponential(machine.Flush));
    }
}
