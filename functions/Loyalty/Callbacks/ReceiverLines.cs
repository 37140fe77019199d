using Microsoft.Extensions.Options;

namespace Loyalty.Callbacks;

/// <summary>
/// Lets only so many attempts at one receiver be made at once. An attempt waits its turn for as long as the line moves;
/// where the receiver is so slow that it does not, it gives way at once, so that those who deliver to others are not all
/// held up by one.
/// </summary>
public sealed class ReceiverLines(IOptions<CallbackOptions> options, TimeProvider time)
{
    private readonly Dictionary<string, Line> lines = new(StringComparer.Ordinal);

    /// <summary>Receivers at which attempts are made or wait.</summary>
    internal int Count
    {
        get
        {
            lock (lines)
                return lines.Count;
        }
    }

    /// <summary>Waits for a turn at the URL's host and port; disposing of what is returned ends it.</summary>
    /// <returns>Null = the receiver is busy and slow: come again later.</returns>
    internal async ValueTask<Turn?> TryEnterAsync(string url, CancellationToken cancellationToken)
    {
        var receiver = Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed.Authority : "";
        Line? line;
        lock (lines)
        {
            if (!lines.TryGetValue(receiver, out line))
                lines.Add(receiver, line = new Line(options.Value.MaxConnectionsPerHost));
            line.Length++;
        }

        var entered = false;
        try
        {
            entered = await EnterAsync(line, cancellationToken);
        }
        finally
        {
            if (!entered)
                Leave(receiver, line);
        }

        if (!entered)
            return null;
        var start = time.GetTimestamp();
        lock (lines)
            line.Starts.Add(start);
        return new Turn(this, receiver, line, start);
    }

    private async Task<bool> EnterAsync(Line line, CancellationToken cancellationToken)
    {
        if (line.Gate.Wait(0, CancellationToken.None))
            return true;
        var patience = options.Value.HostPatience;
        lock (lines)
            if (patience == TimeSpan.Zero || line.Starts is [var oldest, ..] && time.GetElapsedTime(oldest) >= patience)
                return false;
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await line.Gate.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Leave(string receiver, Line line)
    {
        lock (lines)
            if (--line.Length == 0)
                lines.Remove(receiver);
    }

    /// <summary>The attempts at one receiver; forgotten when there are none.</summary>
    internal sealed class Line(int most)
    {
        // Not disposed of: without a wait handle, which nobody asks for, it holds nothing but memory.
        public SemaphoreSlim Gate { get; } = new(most, most);

        public int Length { get; set; }

        /// <summary>When the attempts that are being made began, the oldest first.</summary>
        public List<long> Starts { get; } = [];
    }

    /// <summary>The right to make an attempt.</summary>
    internal sealed class Turn(ReceiverLines lines, string receiver, Line line, long start) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose()
        {
            lock (lines.lines)
                line.Starts.Remove(start);
            line.Gate.Release();
            lines.Leave(receiver, line);
        }
    }
}
