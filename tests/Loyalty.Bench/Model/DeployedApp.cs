namespace Loyalty.Bench.Model;

/// <summary>A deployment at work: instances for HTTP claim in Cosmos DB and send to Service Bus, then answer; those of the
/// apply function take batches, one at a time each; those of the callback function take single messages, many at a
/// time.</summary>
internal sealed class DeployedApp
{
    /// <summary>Prices in RU, as <c>infra/README.md</c> has them.</summary>
    private const double Create = 5.5;
    private const double Replace = 10.5;
    private const double PointRead = 1;

    private readonly Deployment deployment;
    private readonly Simulation simulation;
    private readonly Group http;
    private readonly Group apply;
    private readonly Group callback;
    private readonly Container requests;
    private readonly Container ledger;
    private readonly Container deliveries;
    private readonly Station points;
    private readonly Station callbacks;
    private int version;

    public DeployedApp(Deployment deployment, Simulation simulation)
    {
        (this.deployment, this.simulation) = (deployment, simulation);
        http = new Group(simulation, deployment.Http);
        apply = new Group(simulation, deployment.Apply);
        callback = new Group(simulation, deployment.Callback);
        requests = new Container(simulation, deployment.Throughput);
        ledger = new Container(simulation, deployment.Throughput);
        deliveries = new Container(simulation, deployment.Throughput);
        points = new Station(simulation, deployment.Apply, deployment.Batch, ApplyAsync);
        callbacks = new Station(simulation, deployment.Callback * deployment.ParallelCallbacks, batch: 1, TellAsync);
    }

    public Course Course { get; } = new();

    /// <summary>The core-seconds of an instance of the group that has worked most.</summary>
    public double Busiest => new[] { http, apply, callback }.Max(group => group.Worked);

    /// <summary>One request: answered once it is claimed and queued.</summary>
    public async Task AcceptAsync()
    {
        var at = simulation.Now;
        await http.WorkAsync(deployment.AcceptCpu);
        await requests.CallAsync(simulation.Share(), Create, deployment.Write);
        await CallBusAsync();
        Course.Accepted.Add(simulation.Now - at);
        await points.EnterAsync(at);
    }

    /// <summary>One batch: received, committed for each account, its callbacks sent, completed.</summary>
    private async Task ApplyAsync(IReadOnlyList<double> arrived)
    {
        await CallBusAsync();
        await apply.WorkAsync(deployment.ApplyCpu * arrived.Count);
        if (deployment.IsOneMember)
        {
            await CommitAsync(place: 0, arrived.Count);
        }
        else
        {
            var accounts = new Station(
                simulation,
                deployment.ParallelAccounts,
                batch: 1,
                _ => CommitAsync(simulation.Share(), messages: 1)
            );
            await Task.WhenAll(arrived.Select(accounts.EnterAsync).ToList());
        }

        foreach (var at in arrived)
            Course.Applied.Add(simulation.Now - at);
        await CallBusAsync();
        foreach (var at in arrived)
            simulation.Start(() => callbacks.EnterAsync(at));
        await CallBusAsync();
    }

    /// <summary>Reads the account and replaces it together with the new entries, unless somebody has replaced it in
    /// between: then again, after a while.</summary>
    private async Task CommitAsync(double place, int messages)
    {
        for (var longest = deployment.RetryDelay; ; longest = Math.Min(2 * longest, 64 * deployment.RetryDelay))
        {
            await ledger.CallAsync(place, PointRead, deployment.Read);
            var read = version;
            await ledger.CallAsync(place, Replace + Create * messages, deployment.Write);
            if (!deployment.IsOneMember || version == read)
                break;
            Course.Conflicts++;
            await simulation.DelayAsync(longest * simulation.Share());
        }

        version++;
    }

    /// <summary>One callback: received, posted, recorded.</summary>
    private async Task TellAsync(IReadOnlyList<double> arrived)
    {
        await CallBusAsync();
        await callback.WorkAsync(deployment.CallbackCpu);
        await simulation.DelayAsync(simulation.Take(deployment.Receiver));
        Course.Told.Add(simulation.Now - arrived[0]);
        await deliveries.CallAsync(simulation.Share(), Create, deployment.Write);
    }

    private Task CallBusAsync() => simulation.DelayAsync(simulation.Take(deployment.Bus));

    /// <summary>Instances that get work in turn.</summary>
    private sealed class Group(Simulation simulation, int instances)
    {
        private readonly Cores[] cores = [.. Enumerable.Range(0, instances).Select(_ => new Cores(simulation, 1))];
        private int turn;

        public double Worked => cores.Average(core => core.Worked);

        public Task WorkAsync(double seconds) => cores[turn++ % cores.Length].WorkAsync(seconds);
    }

    /// <summary>A container over its physical partitions, each of which gives so many RU in a second. A call that Cosmos DB
    /// would throttle waits.</summary>
    private sealed class Container(Simulation simulation, double throughput)
    {
        private const double MostOfPartition = 10_000;
        private readonly Station[] partitions =
        [
            .. Enumerable
                .Range(0, (int)Math.Ceiling(throughput / MostOfPartition))
                .Select(_ => Station.Of(simulation, 1)),
        ];

        /// <param name="place">Where the key lies among all, from 0 up to 1.</param>
        /// <param name="units">What the call costs, in RU.</param>
        /// <param name="latency">How long it takes besides.</param>
        public async Task CallAsync(double place, double units, CallTime latency)
        {
            await partitions[(int)(place * partitions.Length)].EnterAsync(units * partitions.Length / throughput);
            await simulation.DelayAsync(simulation.Take(latency));
        }
    }
}
