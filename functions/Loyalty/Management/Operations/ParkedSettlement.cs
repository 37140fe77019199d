using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Loyalty.Messaging;
using Loyalty.PointsRequests;

namespace Loyalty.Management.Operations;

/// <summary>
/// Brings what a parked message stands for to its end, so that it can be removed: every accepted request has one outcome,
/// and every outcome is told or can be found among the deliveries.
/// </summary>
public sealed class ParkedSettlement(
    CachedCatalog catalog,
    AccountHandler accounts,
    IMessageQueue queue,
    IDeliveryLog log
)
{
    private const int MostAttempts = 5;

    /// <summary>Ends it; nothing where its end is known already.</summary>
    public Task GiveUpAsync(ParkedMessage message, CancellationToken cancellationToken) =>
        message.Queue switch
        {
            QueueNames.Points when PointsMessage.Read(message.Body) is { } points => FailAsync(
                points,
                cancellationToken
            ),
            QueueNames.Callbacks when CallbackMessage.Read(message.Body) is { } callback => ParkAsync(
                callback,
                cancellationToken
            ),
            _ => Task.CompletedTask,
        };

    /// <summary>The request fails with an unexpected error, unless it has its outcome; whoever asked is told.</summary>
    private async Task FailAsync(PointsMessage message, CancellationToken cancellationToken)
    {
        var rule = await catalog.FindAsync<Rule>(Rule.KeyOf(message.OrgId, message.RuleId), cancellationToken);
        var command = new Command
        {
            Id = message.TransactionId,
            Kind = rule?.Type == RuleType.Redeem ? EntryKind.Redeem : EntryKind.Earn,
            Amount = message.Amount,
            AcceptedAt = message.AcceptedAt,
            RuleId = message.RuleId,
            RuleVersion = message.RuleVersion,
            ClientId = message.ClientId,
            RequestId = message.RequestId,
            ContentHash = message.ContentHash,
            TraceParent = message.TraceParent,
        };
        var key = new AccountKey(message.OrgId, message.MemberId, message.ProgramId);
        var entry = await accounts.RefuseAsync(key, command, Refusal.UnexpectedError, cancellationToken);
        if (message.CallbackUrl is { } url)
            await queue.SendAsync(QueueNames.Callbacks, [OutgoingCallback.For(entry, url)], cancellationToken);
    }

    /// <summary>The delivery is parked, from where it can be sent again, unless it has come to an end.</summary>
    private async Task ParkAsync(CallbackMessage message, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var found = await log.FindAsync(message.DeliveryId, cancellationToken);
            if (found is { Value.Status: not DeliveryStatus.Pending })
                return;
            var parked = (found?.Value ?? Delivery.Of(message)) with
            {
                Status = DeliveryStatus.Parked,
                NextAttemptAt = null,
            };
            if (await log.SaveAsync(parked, found?.ETag, cancellationToken))
                return;
        }

        throw new DeliveryConflictException(message.DeliveryId);
    }
}
