using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Loyalty.Local.Tests.Support;

/// <summary>Keeps everything that is logged, with all values and exceptions.</summary>
internal sealed class LogCapture : ILoggerProvider
{
    private const int MostKept = 100_000;

    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Capture(this, categoryName);

    public void Dispose() { }

    private sealed class Capture(LogCapture log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            var values = state is IEnumerable<KeyValuePair<string, object?>> pairs
                ? string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}"))
                : "";
            log.Lines.Enqueue($"{logLevel} {category} {eventId.Id} {formatter(state, exception)} {values} {exception}");
            while (log.Lines.Count > MostKept)
                log.Lines.TryDequeue(out _);
        }
    }
}
