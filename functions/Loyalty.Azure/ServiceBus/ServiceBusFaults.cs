using Azure.Messaging.ServiceBus;

namespace Loyalty.Azure.ServiceBus;

/// <summary>Tells a service that is busy or away, which passes, from one that says this program is wrong.</summary>
internal static class ServiceBusFaults
{
    /// <summary>How long to wait once the namespace has throttled: it counts what it takes in by windows of some
    /// seconds.</summary>
    private static readonly TimeSpan AfterThrottling = TimeSpan.FromSeconds(10);

    /// <summary>Runs a call to the service.</summary>
    /// <param name="call">The call.</param>
    /// <param name="limit">How long it may take, the client library's own retries included.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="UnavailableException">The service did not answer; what was sent may be in the queue or
    /// not.</exception>
    public static Task<T> GuardAsync<T>(
        Func<CancellationToken, Task<T>> call,
        TimeSpan limit,
        CancellationToken cancellationToken
    ) => ServiceCall.RunAsync("Service Bus", call, limit, Passing, cancellationToken);

    private static UnavailableException? Passing(Exception fault) =>
        fault switch
        {
            ServiceBusException { Reason: ServiceBusFailureReason.ServiceBusy } busy => new UnavailableException(
                "Service Bus is busy.",
                busy,
                AfterThrottling
            ),
            // A full queue is drained by the workers.
            ServiceBusException { Reason: ServiceBusFailureReason.QuotaExceeded } full => new UnavailableException(
                "The queue is full.",
                full,
                AfterThrottling
            ),
            ServiceBusException { IsTransient: true } passing => new UnavailableException(
                $"Service Bus cannot be reached ({passing.Reason}).",
                passing
            ),
            ServiceBusException
            {
                Reason: ServiceBusFailureReason.ServiceTimeout or ServiceBusFailureReason.ServiceCommunicationProblem
            } lost => new UnavailableException($"Service Bus cannot be reached ({lost.Reason}).", lost),
            TimeoutException late => new UnavailableException("Service Bus did not answer.", late),
            _ => null,
        };
}
