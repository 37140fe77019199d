using System.Collections.Concurrent;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Loyalty.ServiceBusServer;

/// <summary>Answers requests that come on one link of a client on the other that it opened for them.</summary>
internal abstract class RequestNode
{
    private readonly ConcurrentDictionary<string, SendingAmqpLink> replies = new(StringComparer.Ordinal);
    private long lastTag;

    public void Serve(AmqpLink link)
    {
        if (link is ReceivingAmqpLink requests)
        {
            requests.RegisterMessageListener(request => Take(requests, request));
            return;
        }
        var address = NameOf(((Target)link.Settings.Target).Address);
        replies[address] = (SendingAmqpLink)link;
        link.SafeAddClosed((_, _) => replies.TryRemove(address, out _));
    }

    /// <summary>Answers a request, by <see cref="Reply"/>.</summary>
    protected abstract void Answer(AmqpLink link, AmqpMessage request);

    /// <summary>Sends an answer to where its request wants it.</summary>
    protected void Reply(AmqpMessage request, AmqpMessage answer)
    {
        answer.Properties.CorrelationId = request.Properties.MessageId;
        if (replies.TryGetValue(NameOf(request.Properties.ReplyTo), out var link))
            link.SendMessageNoWait(
                answer,
                new ArraySegment<byte>(BitConverter.GetBytes(Interlocked.Increment(ref lastTag))),
                AmqpConstants.NullBinary
            );
    }

    private static string NameOf(Address? address) =>
        address?.ToString() ?? throw ServerException.Unknown("requests that want no answer");

    private void Take(ReceivingAmqpLink link, AmqpMessage request)
    {
        if (!request.Settled)
            link.AcceptMessage(request, batchable: false);
        Answer(link, request);
    }
}
