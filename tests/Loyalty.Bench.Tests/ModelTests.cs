using Loyalty.Bench.Model;

namespace Loyalty.Bench.Tests;

/// <summary>The model against what queueing theory says in closed form.</summary>
public sealed class ModelTests
{
    private const double Service = 0.01;

    /// <param name="workers">How many workers.</param>
    /// <param name="load">How busy each is.</param>
    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(1, 0.8)]
    [InlineData(4, 0.8)]
    [InlineData(16, 0.9)]
    public void Who_comes_at_random_waits_as_long_as_Erlang_says(int workers, double load)
    {
        var waits = WaitsOf(workers, load, simulation => simulation.Exponential(Service));

        var expected = ErlangC(workers, load) * Service / (workers * (1 - load));
        Assert.InRange(waits.Mean, 0.95 * expected, 1.05 * expected);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void Work_that_always_takes_the_same_halves_the_wait(double load)
    {
        var waits = WaitsOf(workers: 1, load, _ => Service);

        var expected = load * Service / (2 * (1 - load));
        Assert.InRange(waits.Mean, 0.95 * expected, 1.05 * expected);
    }

    [Fact]
    public void Without_memory_one_in_a_hundred_waits_as_long_as_the_exponential_says()
    {
        const double load = 0.8;

        var waits = WaitsOf(workers: 1, load, simulation => simulation.Exponential(Service));

        var expected = Math.Log(load / 0.01) * Service / (1 - load);
        Assert.InRange(waits.P(99), 0.95 * expected, 1.05 * expected);
    }

    /// <summary>An M/M/1 whose work is cut into slices keeps the mean of the time that it takes in all.</summary>
    [Fact]
    public void Sharing_a_core_in_slices_changes_no_mean()
    {
        const double load = 0.7;
        var simulation = new Simulation(seed: 1);
        var cores = new Cores(simulation, 1);
        var took = new Times();
        simulation.Arrive(
            load / Service,
            async () =>
            {
                var at = simulation.Now;
                await cores.WorkAsync(simulation.Exponential(Service));
                took.Add(simulation.Now - at);
            }
        );

        simulation.RunUntil(10_000);

        Assert.InRange(took.Mean, 0.95 * Service / (1 - load), 1.05 * Service / (1 - load));
        Assert.InRange(cores.Worked, 0.98 * load * 10_000, 1.02 * load * 10_000);
    }

    [Fact]
    public void A_worker_takes_a_batch_of_those_who_wait()
    {
        var simulation = new Simulation(seed: 1);
        var batches = new List<int>();
        var station = new Station(
            simulation,
            workers: 1,
            batch: 3,
            brought =>
            {
                batches.Add(brought.Count);
                return simulation.DelayAsync(1);
            }
        );
        var left = new List<double>();
        for (var one = 0; one < 6; one++)
            simulation.Start(async () =>
            {
                await station.EnterAsync(0);
                left.Add(simulation.Now);
            });

        simulation.RunUntil(10);

        Assert.Equal([1, 3, 2], batches);
        Assert.Equal([1, 2, 2, 2, 3, 3], left);
    }

    [Fact]
    public void A_latency_has_its_median_and_its_hundredth()
    {
        var simulation = new Simulation(seed: 1);
        var taken = new Times();
        for (var call = 0; call < 200_000; call++)
            taken.Add(simulation.Take(new CallTime(0.006, 0.015)));

        Assert.InRange(taken.P(50), 0.00595, 0.00605);
        Assert.InRange(taken.P(99), 0.0147, 0.0153);
    }

    [Fact]
    public void What_fails_in_a_process_ends_the_run()
    {
        var simulation = new Simulation(seed: 1);
        simulation.Start(async () =>
        {
            await simulation.DelayAsync(1);
            throw new FormatException();
        });

        var end = Assert.Throws<InvalidOperationException>(() => simulation.RunUntil(2));
        Assert.IsType<FormatException>(end.InnerException);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_machine_whose_cores_are_the_limit_does_as_much_as_they_have_time_for(bool withCallback)
    {
        var machine = ModelReport.Measured with { WriterShare = 0.1, Flush = 1e-6 };

        var course = machine.Run(seed: 1, withCallback);

        var each = withCallback ? machine.WholeWay + machine.Bare : machine.ApplyWay + machine.Bare / 2;
        Assert.InRange(course.EndedPerSecond, 0.93 * machine.Cores / each, 1.03 * machine.Cores / each);
        Assert.Equal(machine.Requests, course.Answers.Count);
    }

    [Fact]
    public void A_machine_whose_disk_is_the_limit_answers_all_that_wait_with_each_flush()
    {
        var machine = ModelReport.Measured with { Flush = 0.1 };

        var course = machine.Run(seed: 1, withCallback: false);

        // Who comes during a flush waits for the next as well.
        Assert.InRange(course.Answers.Mean, machine.Flush, 2.2 * machine.Flush);
        Assert.InRange(
            course.AnsweredPerSecond,
            machine.Connections / (2.2 * machine.Flush),
            machine.Connections / machine.Flush
        );
    }

    [Fact]
    public void Without_a_queue_an_answer_takes_the_sum_of_its_steps()
    {
        var deployment = new Deployment();

        var course = deployment.Run(seed: 1, perSecond: 1, duration: 20_000);

        var units = 5.5 / deployment.Throughput;
        var expected = deployment.AcceptCpu + units + MeanOf(deployment.Write) + MeanOf(deployment.Bus);
        Assert.InRange(course.Accepted.Mean, 0.98 * expected, 1.02 * expected);
    }

    [Fact]
    public void One_member_gets_no_more_than_a_partition_gives_and_meets_no_conflict_on_one_instance()
    {
        var deployment = new Deployment
        {
            IsOneMember = true,
            Throughput = 2000,
            Apply = 1,
        };

        var course = deployment.Run(seed: 1, perSecond: 1000, duration: 60);

        var most = deployment.Throughput / (5.5 + 11.5 / deployment.Batch);
        Assert.InRange(course.Applied.Count / 60.0, 0.8 * most, most);
        Assert.Equal(0, course.Conflicts);
        Assert.NotEqual(0, (deployment with { Apply = 4 }).Run(seed: 1, perSecond: 1000, duration: 60).Conflicts);
    }

    private static double MeanOf(CallTime latency)
    {
        var deviation = Math.Log(latency.P99 / latency.Median) / 2.326347874;
        return latency.Median * Math.Exp(deviation * deviation / 2);
    }

    private static Times WaitsOf(int workers, double load, Func<Simulation, double> service)
    {
        var simulation = new Simulation(seed: 1);
        var station = Station.Of(simulation, workers);
        simulation.Arrive(workers * load / Service, () => station.EnterAsync(service(simulation)));
        simulation.RunUntil(1_000_000 * Service / load / workers);
        return station.Waits;
    }

    /// <summary>How likely it is that all workers are busy.</summary>
    private static double ErlangC(int workers, double load)
    {
        var (offered, term, sum) = (workers * load, 1.0, 0.0);
        for (var busy = 0; busy < workers; busy++)
        {
            sum += term;
            term *= offered / (busy + 1);
        }

        var all = term / (1 - load);
        return all / (sum + all);
    }
}
