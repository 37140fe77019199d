using Microsoft.Extensions.Logging;

namespace Loyalty.Tests.Support;

/// <summary>A log in memory: level, event name, text and exception of each event, oldest first.</summary>
internal sealed class KeptLog<T> : ILogger<T>
{
    private readonly List<string> lines = [];

    public IReadOnlyList<string> Lines => lines;

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
        lock (lines)
            lines.Add($"{logLevel} {eventId.Name}: {formatter(state, exception)} {exception?.Message}".TrimEnd());
    }
}
