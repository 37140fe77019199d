using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;

namespace Loyalty.ServiceBusServer;

/// <summary>What the server refuses, with the condition that the client tells apart.</summary>
internal sealed class ServerException(AmqpSymbol condition, int status, string message) : Exception(message)
{
    public AmqpSymbol Condition => condition;

    /// <summary>The same in an answer to a management request.</summary>
    public int Status => status;

    public Error Error => new() { Condition = condition, Description = Message };

    public static ServerException LockLost() =>
        new("com.microsoft:message-lock-lost", 410, "The lock is no longer that of the message.");

    public static ServerException NotScheduled(long number) =>
        new("com.microsoft:message-not-found", 404, $"No message {number} is scheduled.");

    public static ServerException NoQueue(string name) =>
        new(AmqpErrorCode.NotFound, 404, $"There is no queue '{name}'.");

    public static ServerException TooLarge(long bytes, long most) =>
        new(AmqpErrorCode.MessageSizeExceeded, 403, $"{bytes} bytes are more than the {most} that the queue takes.");

    public static ServerException Full() => new(AmqpErrorCode.ResourceLimitExceeded, 403, "The queue is full.");

    public static ServerException Unauthorized(string message) => new(AmqpErrorCode.UnauthorizedAccess, 401, message);

    public static ServerException Unknown(string what) =>
        new(AmqpErrorCode.NotImplemented, 501, $"This server does not know {what}.");
}
