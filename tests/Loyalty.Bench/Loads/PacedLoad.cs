using System.Net;

namespace Loyalty.Bench.Loads;

/// <summary>
/// Sends requests when they are due, whether the server keeps up or not: time is counted from when a request was due, so
/// that one that waits for the answer to the one before it is late by that wait too.
/// </summary>
internal sealed class PacedLoad(TimeProvider time)
{
    /// <summary>Sends each sender's requests on a connection of its own, evenly over a time.</summary>
    /// <returns>How each was answered, as the requests stand.</returns>
    public async Task<PacedAnswer[][]> RunAsync(
        Uri server,
        IReadOnlyList<byte[][]> senders,
        TimeSpan duration,
        CancellationToken cancellationToken
    )
    {
        var connections = new List<HttpConnection>(senders.Count);
        try
        {
            for (var i = 0; i < senders.Count; i++)
                connections.Add(HttpConnection.Open(server));
            var started = time.GetTimestamp();
            var answers = Array.ConvertAll([.. senders], requests => new PacedAnswer[requests.Length]);
            await Task.WhenAll(
                connections.Select(
                    (connection, sender) =>
                        HttpConnection.OnThreadOfItsOwn(() =>
                            Send(connection, senders[sender], answers[sender], DueOf(sender), cancellationToken)
                        )
                )
            );
            return answers;

            // Senders take turns: none is due when another is.
            Func<int, long> DueOf(int sender) =>
                index =>
                    started
                    + (long)(
                        (index + (double)sender / senders.Count)
                        * (duration.TotalSeconds / senders[sender].Length)
                        * time.TimestampFrequency
                    );
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }
    }

    private void Send(
        HttpConnection connection,
        byte[][] requests,
        PacedAnswer[] answers,
        Func<int, long> dueOf,
        CancellationToken cancellationToken
    )
    {
        for (var index = 0; index < requests.Length && !cancellationToken.IsCancellationRequested; index++)
        {
            var due = dueOf(index);
            if (time.GetElapsedTime(time.GetTimestamp(), due) is var early && early > TimeSpan.Zero)
                Thread.Sleep(early);
            var status = connection.Exchange(requests[index]);
            var isToldWhen = connection.Answer.IndexOf("\r\nRetry-After: "u8) >= 0;
            answers[index] = new PacedAnswer((HttpStatusCode)status, isToldWhen, due, time.GetTimestamp());
        }
    }
}

/// <summary>How a request was answered.</summary>
/// <param name="Status">The status.</param>
/// <param name="IsToldWhen">Whether it says when to come again.</param>
/// <param name="Due">When it was to be sent.</param>
/// <param name="At">When its answer was there.</param>
internal readonly record struct PacedAnswer(HttpStatusCode Status, bool IsToldWhen, long Due, long At);
