using Loyalty.Messaging;
using Loyalty.PointsRequests;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Workers;

/// <summary>Applies accepted requests to the ledger, a batch at a time.</summary>
public sealed class ApplyPointsFunction(PointsHandler handler, MessagesInHand inHand)
{
    [Function("ApplyPoints")]
    public Task Run(
        [ServiceBusTrigger(QueueNames.Points, Connection = "ServiceBus", IsBatched = true)] string[] messages,
        CancellationToken cancellationToken
    ) => handler.HandleAsync(messages, inHand.Messages, cancellationToken);
}
