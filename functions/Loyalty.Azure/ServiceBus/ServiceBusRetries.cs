using System.Net.Sockets;
using Azure.Messaging.ServiceBus;

namespace Loyalty.Azure.ServiceBus;

/// <summary>
/// What the client library tries again by itself. Not a call that was throttled: it would wait ten seconds before each
/// further try, and the caller, who is told when to come again, waits better outside.
/// </summary>
internal sealed class ServiceBusRetries(ServiceBusOptions options) : ServiceBusRetryPolicy
{
    /// <inheritdoc/>
    public override TimeSpan CalculateTryTimeout(int attemptCount) => options.TryTimeout;

    /// <inheritdoc/>
    public override TimeSpan? CalculateRetryDelay(Exception lastException, int attemptCount) =>
        attemptCount <= options.Retries && IsPassing(lastException)
            ? options.RetryDelay * Math.Pow(2, attemptCount - 1)
            : null;

    private static bool IsPassing(Exception fault) =>
        fault
            is ServiceBusException { IsTransient: true, Reason: not ServiceBusFailureReason.ServiceBusy }
                or TimeoutException
                or IOException
                or SocketException;
}
