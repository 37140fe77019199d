using System.Diagnostics.Metrics;

namespace Loyalty.Tests.Support;

/// <summary>What the test which made it has measured; others measure at the same time.</summary>
internal sealed class Measurements : IDisposable
{
    private static readonly AsyncLocal<Measurements?> Current = new();
    private readonly MeterListener listener = new();
    private readonly List<string> all = [];

    /// <param name="prefix">How the instruments' names begin.</param>
    public Measurements(string prefix)
    {
        Current.Value = this;
        listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name.StartsWith(prefix, StringComparison.Ordinal))
                listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
    }

    /// <summary>The instrument, the value and the tags' values of each, oldest first.</summary>
    public IReadOnlyList<string> All => all;

    public void Dispose() => listener.Dispose();

    private void Add(Instrument instrument, IFormattable value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Current.Value != this)
            return;
        var text = $"{instrument.Name} {value.ToString(null, System.Globalization.CultureInfo.InvariantCulture)}";
        foreach (var (_, tag) in tags)
            text += $" {tag}";
        lock (all)
            all.Add(text);
    }
}
