namespace Loyalty.Bench.Measurements;

/// <summary>All measurements, in the order they are run.</summary>
internal static class MeasurementList
{
    private static readonly IReadOnlyList<(string Name, Func<BenchOptions, TimeProvider, IMeasurement> Create)> All =
    [
        ("accept", (options, time) => new AcceptMeasurement(options, withCallback: false, time)),
        ("accept-callback", (options, time) => new AcceptMeasurement(options, withCallback: true, time)),
        ("accept-half", (options, time) => new HalfLoadMeasurement(options, time)),
        ("cpu-apply", (options, time) => new CpuMeasurement(options, withCallback: false, time)),
        ("cpu-whole-way", (options, time) => new CpuMeasurement(options, withCallback: true, time)),
        ("cpu-first-apply", (options, time) => new CpuFirstMeasurement(options, withCallback: false, time)),
        ("cpu-first-whole-way", (options, time) => new CpuFirstMeasurement(options, withCallback: true, time)),
        ("cpu-assign", (options, time) => new AtOnceMeasurement(options, atTill: false, time)),
        ("cpu-till", (options, time) => new AtOnceMeasurement(options, atTill: true, time)),
        ("apply", (options, _) => new ApplyMeasurement(options, whole: false)),
        ("apply-plpgsql", (options, _) => new ApplyMeasurement(options, whole: true)),
        ("store-limit", (options, time) => new StoreLimitMeasurement(options, time)),
        ("hot-account", (options, _) => new HotAccountMeasurement(options)),
        ("whole-way", (options, time) => new WholeWayMeasurement(options, time)),
        ("till", (options, time) => new TillMeasurement(options, time)),
        ("group", (options, time) => new GroupMeasurement(options, time)),
        ("dead-partners", (options, time) => new DeadPartnersMeasurement(options, untilCallback: true, time)),
        ("dead-partners-accept", (options, time) => new DeadPartnersMeasurement(options, untilCallback: false, time)),
        ("overload", (options, time) => new OverloadMeasurement(options, time)),
        ("growth", (options, _) => GrowthMeasurement.OfEntries(options)),
        ("growth-members", (options, _) => GrowthMeasurement.OfMembers(options)),
        ("growth-writes", (options, _) => GrowthMeasurement.OfWrites(options)),
        ("growth-whole-way", (options, time) => new WholeWayGrowthMeasurement(options, time)),
        ("issue-list", (options, _) => ReadGrowthMeasurement.OfList(options)),
        ("issue-get", (options, _) => ReadGrowthMeasurement.OfGet(options)),
        ("sweep", (options, _) => ReadGrowthMeasurement.OfSweep(options)),
        ("start", (options, time) => new StartMeasurement(options, time)),
        ("start-worker-call", (options, time) => new StartWorkerMeasurement(options, StartStep.Called, time)),
        ("start-worker-list", (options, time) => new StartWorkerMeasurement(options, StartStep.Described, time)),
        ("start-worker", (options, time) => new StartWorkerMeasurement(options, StartStep.Answered, time)),
    ];

    /// <summary>Their names on the command line.</summary>
    public static IEnumerable<string> Names => All.Select(measurement => measurement.Name);

    /// <summary>Those of the given names, or all when none is given.</summary>
    public static IReadOnlyList<IMeasurement> Create(
        BenchOptions options,
        IReadOnlyCollection<string> only,
        TimeProvider time
    ) =>
        [
            .. All.Where(measurement => only.Count == 0 || only.Contains(measurement.Name))
                .Select(measurement => measurement.Create(options, time)),
        ];
}
