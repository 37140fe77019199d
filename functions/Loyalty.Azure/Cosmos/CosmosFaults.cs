using System.Net;
using Microsoft.Azure.Cosmos;

namespace Loyalty.Azure.Cosmos;

/// <summary>Tells a service that is busy or away, which passes, from one that says this program is wrong.</summary>
internal static class CosmosFaults
{
    // Cosmos DB's own status: concurrent work in the service was in the way.
    private const HttpStatusCode RetryWith = (HttpStatusCode)449;

    /// <summary>Runs a call to the service.</summary>
    /// <param name="call">The call.</param>
    /// <param name="limit">How long it may take, the client library's own retries included.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="UnavailableException">The service did not answer; what was asked may be done or not.</exception>
    public static Task<T> GuardAsync<T>(
        Func<CancellationToken, Task<T>> call,
        TimeSpan limit,
        CancellationToken cancellationToken
    ) => ServiceCall.RunAsync("Cosmos DB", call, limit, Passing, cancellationToken);

    /// <summary>Throws unless the service did what it was asked.</summary>
    public static void ThrowUnlessSuccess(ResponseMessage answer)
    {
        if (Passes(answer.StatusCode))
            throw Unavailable(answer.StatusCode, answer.Headers.ActivityId, RetryAfter(answer));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The fault that a batch met.</summary>
    public static Exception Of(TransactionalBatchResponse answer) =>
        Passes(answer.StatusCode)
            ? Unavailable(answer.StatusCode, answer.ActivityId, answer.RetryAfter)
            : new InvalidOperationException(
                $"Cosmos DB refused a batch with status {(int)answer.StatusCode} ({answer.ActivityId})."
            );

    /// <summary>The service's own exceptions are not kept as the cause: their text is made when it is asked for, in a log,
    /// from diagnostics that the client library may still be writing, and then throws
    /// (Azure/azure-cosmos-dotnet-v3 issues 5112 and 5940).</summary>
    private static UnavailableException? Passing(Exception fault) =>
        fault switch
        {
            CosmosException answer when Passes(answer.StatusCode) => Unavailable(
                answer.StatusCode,
                answer.ActivityId,
                answer.RetryAfter
            ),
            HttpRequestException lost => new UnavailableException("The connection to Cosmos DB was lost.", lost),
            _ => null,
        };

    private static TimeSpan? RetryAfter(ResponseMessage answer) =>
        answer.Headers.TryGetValue("x-ms-retry-after-ms", out var text) && double.TryParse(text, out var milliseconds)
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null;

    private static bool Passes(HttpStatusCode status) =>
        status
            is HttpStatusCode.TooManyRequests
                or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.RequestTimeout
                or HttpStatusCode.Gone
                or HttpStatusCode.InternalServerError
                or RetryWith;

    private static UnavailableException Unavailable(HttpStatusCode status, string? activityId, TimeSpan? retryAfter) =>
        new($"Cosmos DB answers {(int)status} ({activityId}).", null, retryAfter);
}
