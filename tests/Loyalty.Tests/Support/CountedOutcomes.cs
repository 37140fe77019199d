using System.Diagnostics.Metrics;

namespace Loyalty.Tests.Support;

/// <summary>The outcomes that the test which made it has counted; others count at the same time.</summary>
internal sealed class CountedOutcomes : IDisposable
{
    private static readonly AsyncLocal<CountedOutcomes?> Current = new();
    private readonly MeterListener listener = new();
    private readonly List<string> counts = [];

    public CountedOutcomes()
    {
        Current.Value = this;
        listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "loyalty.outcomes")
                listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Count(tags));
        listener.Start();
    }

    /// <summary>Kind and code of each.</summary>
    public IReadOnlyList<string> Counts => counts;

    public void Dispose() => listener.Dispose();

    private void Count(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Current.Value != this)
            return;
        lock (counts)
            counts.Add($"{tags[0].Value} {tags[1].Value}");
    }
}
