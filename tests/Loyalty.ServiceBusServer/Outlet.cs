using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Loyalty.ServiceBusServer;

/// <summary>Hands a queue's messages out to one client, each under a lock, and takes their settlement. What is unsettled
/// when the client goes stays locked until its time is over, as in the service.</summary>
internal sealed class Outlet
{
    private readonly Lock gate = new();
    private readonly SendingAmqpLink link;
    private readonly StoredQueue queue;
    private readonly Operations operations;

    public Outlet(SendingAmqpLink link, StoredQueue queue, Operations operations)
    {
        this.link = link;
        this.queue = queue;
        this.operations = operations;
        if (link.Settings.SettleType != SettleMode.SettleOnDispose)
            throw ServerException.Unknown("receiving without a lock");
        if ((link.Settings.Source as Source)?.FilterSet is { } filters && filters.Any())
            throw ServerException.Unknown("filters");
        link.RegisterCreditListener((_, _, _) => HandOut());
        link.RegisterDispositionListener(Settle);
        queue.Changed += OnChanged;
        link.SafeAddClosed((_, _) => queue.Changed -= OnChanged);
    }

    private void OnChanged(object? sender, EventArgs e) => HandOut();

    private void HandOut()
    {
        lock (gate)
            while (
                link is { State: AmqpObjectState.Opened, LinkCredit: > 0 }
                && queue.TryLock() is { LockToken: { } token } message
            )
                operations.Run(
                    new ServerOperation(ServerOperationKind.Deliver, queue.Definition.Name),
                    link,
                    () => Send(message, token),
                    refused => { }
                );
    }

    private void Send(StoredMessage message, Guid token)
    {
        var delivery = MessageForm.ToDeliver(message);
        delivery.DeliveryTag = new ArraySegment<byte>(token.ToByteArray());
        if (!link.TrySendDelivery(delivery))
            queue.TakeBack(token);
    }

    private void Settle(Delivery delivery)
    {
        var token = new Guid(delivery.DeliveryTag.AsSpan());
        var outcome = delivery.State;
        var name = queue.Definition.Name;
        var (kind, effect) = outcome switch
        {
            Accepted => (ServerOperationKind.Complete, () => queue.Complete(token)),
            Modified { UndeliverableHere: true } => throw new AmqpException(ServerException.Unknown("deferral").Error),
            // The client lets go by itself of what arrives when nobody waits for it any more; that is no delivery.
            Released => (ServerOperationKind.Release, () => queue.TakeBack(token)),
            Modified => (ServerOperationKind.Abandon, () => queue.Abandon(token)),
            Rejected { Error: var error } => (
                ServerOperationKind.DeadLetter,
                (Action)(
                    () =>
                        queue.DeadLetter(
                            token,
                            Text(error, "DeadLetterReason"),
                            Text(error, "DeadLetterErrorDescription")
                        )
                )
            ),
            _ => throw new AmqpException(ServerException.Unknown($"the outcome {outcome}").Error),
        };
        operations.Run(
            new ServerOperation(kind, name),
            link,
            effect,
            refused =>
            {
                delivery.Batchable = false;
                link.DisposeDelivery(
                    delivery,
                    settled: true,
                    refused is null ? AmqpConstants.AcceptedOutcome : new Rejected { Error = refused.Error }
                );
            }
        );
    }

    private static string? Text(Error? error, string name) => error?.Info?[name] as string;
}
