using System.Diagnostics;

namespace Loyalty.Local.Hosting;

/// <summary>Trace ids for the log. Without a listener no span is begun, and what queues hand on would log none.</summary>
internal static class TraceIds
{
    /// <summary>Begins spans, with ids and nothing more, until disposed.</summary>
    public static IDisposable Give()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
