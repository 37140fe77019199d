using System.Net;
using Azure;

namespace Loyalty.Azure.KeyVault;

/// <summary>Tells a vault that is busy or away, which passes, from one that refuses.</summary>
internal static class KeyVaultFaults
{
    /// <summary>Runs a call to the vault.</summary>
    /// <param name="call">The call.</param>
    /// <param name="limit">How long it may take, the client library's own retries included.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="UnavailableException">The vault did not answer.</exception>
    /// <exception cref="RequestFailedException">It refused, for instance because the app lacks the right.</exception>
    public static Task<T> GuardAsync<T>(
        Func<CancellationToken, Task<T>> call,
        TimeSpan limit,
        CancellationToken cancellationToken
    ) => ServiceCall.RunAsync("Key Vault", call, limit, Passing, cancellationToken);

    private static UnavailableException? Passing(Exception fault) =>
        fault switch
        {
            RequestFailedException answer when Passes(answer.Status) => new UnavailableException(
                answer.Status == 0 ? "Key Vault cannot be reached." : $"Key Vault answers {answer.Status}.",
                answer
            ),
            // What the client library throws after its last retry.
            AggregateException { InnerExceptions: [.., RequestFailedException last] } all when Passes(last.Status) =>
                new UnavailableException("Key Vault cannot be reached.", all),
            _ => null,
        };

    // A status of 0 is a request without an answer.
    private static bool Passes(int status) =>
        status is 0 or (int)HttpStatusCode.RequestTimeout or (int)HttpStatusCode.TooManyRequests or >= 500;
}
