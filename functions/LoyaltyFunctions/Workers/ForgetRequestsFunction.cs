using Loyalty.RequestLog;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Workers;

/// <summary>Forgets requests whose time is over, every hour; nothing where the store does so itself.</summary>
public sealed class ForgetRequestsFunction(RequestHistory history)
{
    [Function("ForgetRequests")]
    public Task Run([TimerTrigger("0 35 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        history.ForgetAsync(cancellationToken);
}
