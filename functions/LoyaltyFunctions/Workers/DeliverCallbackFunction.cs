using Loyalty.Callbacks;
using Loyalty.Messaging;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Workers;

/// <summary>Makes one attempt to deliver one callback.</summary>
public sealed class DeliverCallbackFunction(CallbackHandler handler, MessageParking parking, MessagesInHand inHand)
{
    [Function("DeliverCallback")]
    public Task Run(
        [ServiceBusTrigger(QueueNames.Callbacks, Connection = "ServiceBus")] string message,
        CancellationToken cancellationToken
    ) =>
        CallbackMessage.Read(message) is { } callback
            ? handler.HandleAsync(callback, inHand.Messages, cancellationToken)
            : parking.ParkAsync(
                QueueNames.Callbacks,
                message,
                "The message is not a callback message.",
                cancellationToken
            );
}
