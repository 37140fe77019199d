using Loyalty.Network;
using Microsoft.Extensions.Options;

namespace Loyalty.Callbacks;

/// <summary>
/// Whose attempt is made when. Two things are shared, in each process by itself:
/// <list type="bullet">
/// <item>the attempts in hand, which are as many as the host gives out at once: what goes beyond the share of its client
/// or organisation gives way, and retries before first attempts;</item>
/// <item>the connections to a receiver: an attempt waits its turn for as long as the line moves; where the receiver is so
/// slow that it does not, it gives way at once.</item>
/// </list>
/// So neither a client with many callbacks nor a receiver that does not answer holds up those to others.
/// </summary>
public sealed class AttemptTurns(IOptions<CallbackOptions> options, TimeProvider time)
{
    private readonly Dictionary<string, Line> lines = new(StringComparer.Ordinal);
    private readonly FairShares inHand = new(options.Value.MaxAttempts);

    /// <summary>Receivers at which attempts are made or wait.</summary>
    internal int Count
    {
        get
        {
            lock (lines)
                return lines.Count;
        }
    }

    /// <summary>Waits for a turn to make the attempt; disposing of what is returned ends it.</summary>
    /// <returns>Null = the client has its share, or the receiver is busy and slow: come again later.</returns>
    internal async ValueTask<Turn?> TryEnterAsync(CallbackMessage message, CancellationToken cancellationToken)
    {
        var place = inHand.TryEnter(
            Sharer.Of(message.OrgId, message.ClientId),
            comesSecond: message is { Attempt: > 1 } or { Run: not null }
        );
        if (place is null)
            return null;
        Turn? turn = null;
        try
        {
            return turn = await TryEnterAsync(place, message.Url, cancellationToken);
        }
        finally
        {
            if (turn is null)
                place.Dispose();
        }
    }

    private async ValueTask<Turn?> TryEnterAsync(
        FairShares.Place place,
        string url,
        CancellationToken cancellationToken
    )
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
        return new Turn(this, place, receiver, line, start);
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
    internal sealed class Turn(AttemptTurns turns, FairShares.Place place, string receiver, Line line, long start)
        : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose()
        {
            lock (turns.lines)
                line.Starts.Remove(start);
            line.Gate.Release();
            turns.Leave(receiver, line);
            place.Dispose();
        }
    }
}
