using Loyalty.Messaging;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Workers;

/// <summary>
/// Parks the dead letters of <see cref="QueueNames.Callbacks"/>, where people see them and can send them again. One that
/// cannot be parked stays a dead letter and comes again: these are delivered without end.
/// </summary>
public sealed class ParkDeadCallbacksFunction(MessageParking parking)
{
    [Function("ParkDeadCallbacks")]
    public Task Run(
        [ServiceBusTrigger(DeadLetterQueues.Callbacks, Connection = "ServiceBus")] string message,
        FunctionContext context,
        CancellationToken cancellationToken
    ) => parking.ParkAsync(QueueNames.Callbacks, message, DeadLetterQueues.ReasonOf(context), cancellationToken);
}
