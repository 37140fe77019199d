using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;

namespace Loyalty.ServiceBusServer;

/// <summary>Answers requests about one queue (<c>$management</c>).</summary>
internal sealed class ManagementNode(StoredQueue queue, Operations operations) : RequestNode
{
    private const int Ok = 200;
    private const int NoContent = 204;

    protected override void Answer(AmqpLink link, AmqpMessage request)
    {
        var answer = new AmqpMap();
        try
        {
            var (kind, count, effect) = Read(request, answer);
            operations.Run(
                new ServerOperation(kind, queue.Definition.Name, count),
                link,
                effect,
                refused => Reply(request, Answer(answer, refused))
            );
        }
        catch (ServerException unknown)
        {
            Reply(request, Answer(answer, unknown));
        }
    }

    private (ServerOperationKind Kind, int Count, Action Effect) Read(AmqpMessage request, AmqpMap answer)
    {
        var map = (AmqpMap)request.ValueBody.Value;
        var operation = request.ApplicationProperties.Map["operation"] as string;
        switch (operation)
        {
            case "com.microsoft:renew-lock":
                var tokens = Value<Guid[]>(map, "lock-tokens");
                return (
                    ServerOperationKind.Renew,
                    tokens.Length,
                    () => Set(answer, "expirations", Array.ConvertAll(tokens, token => queue.Renew(token).UtcDateTime))
                );
            case "com.microsoft:peek-message":
                var from = Value<long>(map, "from-sequence-number");
                var most = Value<int>(map, "message-count");
                return (ServerOperationKind.Peek, most, () => Set(answer, "messages", Peek(from, most)));
            case "com.microsoft:schedule-message":
                var messages = Value<List<object>>(map, "messages")
                    .ConvertAll(item =>
                        MessageForm.Read(Value<ArraySegment<byte>>((AmqpMap)item, "message").ToArray())
                    );
                return (
                    ServerOperationKind.Schedule,
                    messages.Count,
                    () => Set(answer, "sequence-numbers", queue.Send(messages).ToArray())
                );
            case "com.microsoft:cancel-scheduled-message":
                var numbers = Value<long[]>(map, "sequence-numbers");
                return (ServerOperationKind.Cancel, numbers.Length, () => queue.Cancel(numbers));
            case "com.microsoft:update-disposition":
                return ReadDisposition(map);
            default:
                throw ServerException.Unknown($"the operation {operation}");
        }
    }

    /// <summary>How a client settles what it received on a link that is gone.</summary>
    private (ServerOperationKind Kind, int Count, Action Effect) ReadDisposition(AmqpMap map)
    {
        var tokens = Value<Guid[]>(map, "lock-tokens");
        var status = Value<string>(map, "disposition-status");
        var (kind, settle) = status switch
        {
            "completed" => (ServerOperationKind.Complete, (Action<Guid>)queue.Complete),
            "abandoned" => (ServerOperationKind.Abandon, queue.Abandon),
            "suspended" => (
                ServerOperationKind.DeadLetter,
                token =>
                    queue.DeadLetter(
                        token,
                        map[new MapKey("deadletter-reason")] as string,
                        map[new MapKey("deadletter-description")] as string
                    )
            ),
            _ => throw ServerException.Unknown($"the disposition {status}"),
        };
        return (kind, tokens.Length, () => Array.ForEach(tokens, settle));
    }

    private List<AmqpMap> Peek(long from, int most)
    {
        var maps = new List<AmqpMap>();
        foreach (var message in queue.Peek(from, most))
        {
            var map = new AmqpMap();
            Set(map, "message", MessageForm.Encode(message));
            maps.Add(map);
        }
        return maps;
    }

    private static AmqpMessage Answer(AmqpMap map, ServerException? refused)
    {
        var isEmpty = map[new MapKey("messages")] is List<AmqpMap> { Count: 0 };
        var answer = AmqpMessage.Create(new AmqpValue { Value = map });
        var properties = answer.ApplicationProperties.Map;
        properties["statusCode"] = refused?.Status ?? (isEmpty ? NoContent : Ok);
        properties["statusDescription"] = refused?.Message ?? "OK";
        if (refused is not null)
            properties["errorCondition"] = refused.Condition;
        return answer;
    }

    private static T Value<T>(AmqpMap map, string name) =>
        map[new MapKey(name)] is T value
            ? value
            : throw new ServerException("com.microsoft:argument-error", 400, $"{name} is missing.");

    private static void Set(AmqpMap map, string name, object value) => map[new MapKey(name)] = value;
}
