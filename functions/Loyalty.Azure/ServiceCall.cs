using Azure.Identity;

namespace Loyalty.Azure;

/// <summary>Calls to services that may be busy or away.</summary>
internal static class ServiceCall
{
    /// <summary>Runs a call.</summary>
    /// <param name="service">Who is called, as in a sentence.</param>
    /// <param name="call">The call.</param>
    /// <param name="limit">How long it may take, the client library's own retries included.</param>
    /// <param name="passing">The service's own faults that pass, as the product knows them; null for all others.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="UnavailableException">The service did not answer, or there was no token to call it with; what was
    /// asked may be done or not.</exception>
    public static async Task<T> RunAsync<T>(
        string service,
        Func<CancellationToken, Task<T>> call,
        TimeSpan limit,
        Func<Exception, UnavailableException?> passing,
        CancellationToken cancellationToken
    )
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(limit);
        try
        {
            return await call(deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Without its cause, which says no more: Cosmos DB's client tells the text of one from what may still be
            // written by the call that was given up, and then throws where the fault is logged.
            throw new UnavailableException($"{service} did not answer in {limit}.");
        }
        catch (AuthenticationFailedException fault)
        {
            // The machine's token endpoint is down, or the identity has only just been given to the app.
            throw new UnavailableException($"There is no token to call {service} with.", fault);
        }
        catch (Exception fault) when (passing(fault) is not null)
        {
            throw passing(fault) ?? fault;
        }
    }
}
