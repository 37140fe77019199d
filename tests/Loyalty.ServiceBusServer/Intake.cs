using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Loyalty.ServiceBusServer;

/// <summary>Takes what one client sends to a queue.</summary>
internal sealed class Intake
{
    private readonly ReceivingAmqpLink link;
    private readonly StoredQueue queue;
    private readonly Operations operations;

    public Intake(ReceivingAmqpLink link, StoredQueue queue, Operations operations)
    {
        this.link = link;
        this.queue = queue;
        this.operations = operations;
        if (queue.DeadLetters is null)
            throw ServerException.Unknown("sending to a queue of dead letters");
        link.RegisterMessageListener(Take);
    }

    private void Take(AmqpMessage transfer)
    {
        try
        {
            var messages = MessageForm.ReadTransfer(transfer);
            operations.Run(
                new ServerOperation(ServerOperationKind.Send, queue.Definition.Name, messages.Count),
                link,
                () => queue.Send(messages),
                refused => Answer(transfer, refused)
            );
        }
        catch (ServerException unreadable)
        {
            Answer(transfer, unreadable);
        }
    }

    private void Answer(AmqpMessage transfer, ServerException? refused) =>
        link.DisposeMessage(
            transfer,
            refused is null ? AmqpConstants.AcceptedOutcome : new Rejected { Error = refused.Error },
            settled: true,
            batchable: false
        );
}
