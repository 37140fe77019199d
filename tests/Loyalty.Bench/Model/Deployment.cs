namespace Loyalty.Bench.Model;

/// <summary>
/// The function app in Azure: its instances, what they call, and how long that takes. All instances are there from the
/// start. <see cref="Run"/> lets requests come at random.
/// </summary>
internal sealed record Deployment
{
    /// <summary>Processor time of a request in each function: measured on one machine, and as much again for the Functions
    /// host, which nobody has measured. A core of Azure's is taken to be as fast.</summary>
    public double AcceptCpu { get; init; } = 2 * 94e-6;
    public double ApplyCpu { get; init; } = 2 * 62e-6;
    public double CallbackCpu { get; init; } = 2 * 259e-6;

    /// <summary>Calls of Cosmos DB, for documents of 1 KB in the same region.</summary>
    public CallTime Read { get; init; } = new(0.002, 0.010);
    public CallTime Write { get; init; } = new(0.006, 0.015);

    /// <summary>Calls of Service Bus, and of a partner's receiver. Assumed: nobody promises either.</summary>
    public CallTime Bus { get; init; } = new(0.005, 0.025);
    public CallTime Receiver { get; init; } = new(0.050, 0.500);

    /// <summary>Instances of one core, of each scale group.</summary>
    public int Http { get; init; } = 2;
    public int Apply { get; init; } = 2;
    public int Callback { get; init; } = 2;

    /// <summary>What each container has, in RU/s.</summary>
    public double Throughput { get; init; } = 4000;

    /// <summary>Whether all points are one member's.</summary>
    public bool IsOneMember { get; init; }
    public int Batch { get; init; } = 98;
    public int ParallelAccounts { get; init; } = 64;
    public int ParallelCallbacks { get; init; } = 256;
    public double RetryDelay { get; init; } = 0.005;

    /// <summary>Lets requests come for a time, in seconds.</summary>
    public Course Run(int seed, double perSecond, double duration)
    {
        var simulation = new Simulation(seed);
        var app = new DeployedApp(this, simulation);
        simulation.Arrive(perSecond, app.AcceptAsync);
        simulation.RunUntil(duration);
        return app.Course with { Busiest = app.Busiest / duration };
    }
}

/// <summary>What came of a load; times are from a request's arrival.</summary>
internal sealed record Course
{
    public Times Accepted { get; } = new();
    public Times Applied { get; } = new();
    public Times Told { get; } = new();

    /// <summary>Commits that another was faster than.</summary>
    public int Conflicts { get; set; }

    /// <summary>How busy the cores of the busiest group were, from 0 to 1.</summary>
    public double Busiest { get; init; }
}
