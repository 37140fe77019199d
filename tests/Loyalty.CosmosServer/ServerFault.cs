using System.Net;

namespace Loyalty.CosmosServer;

/// <summary>What goes wrong with one request.</summary>
public sealed record ServerFault
{
    public HttpStatusCode Status { get; init; }

    /// <summary>What a 429 asks the client to wait.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>The operation of a batch that fails with <see cref="Status"/>; null = the request as a whole.</summary>
    public int? BatchIndex { get; init; }

    /// <summary>The connection breaks and nobody learns what became of the request.</summary>
    public bool ConnectionLost { get; init; }

    /// <summary>No answer comes in the time that the client gives it.</summary>
    public bool TimesOut { get; init; }

    /// <summary>Whether the request is carried out all the same, and only its answer is lost.</summary>
    public bool AfterCommit { get; init; }

    public static ServerFault TooManyRequests(TimeSpan retryAfter) =>
        new() { Status = HttpStatusCode.TooManyRequests, RetryAfter = retryAfter };

    public static ServerFault Answer(HttpStatusCode status, int? batchIndex = null, bool afterCommit = false) =>
        new()
        {
            Status = status,
            BatchIndex = batchIndex,
            AfterCommit = afterCommit,
        };

    public static ServerFault Lost(bool afterCommit) => new() { ConnectionLost = true, AfterCommit = afterCommit };

    public static ServerFault Silence(bool afterCommit) => new() { TimesOut = true, AfterCommit = afterCommit };
}
