using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Loyalty.ServiceBusServer;

/// <summary>Carries operations out, and lets go wrong what shall.</summary>
internal sealed class Operations(Func<ServerOperation, ServerFault?> look)
{
    /// <summary>Carries one out.</summary>
    /// <param name="operation">Which one.</param>
    /// <param name="link">The link that asked.</param>
    /// <param name="effect">What it does.</param>
    /// <param name="answer">Tells the client how it went; null = well. Not called when the answer is lost.</param>
    public void Run(ServerOperation operation, AmqpLink link, Action effect, Action<ServerException?> answer)
    {
        var fault = look(operation);
        ServerException? refused = null;
        if (fault is null or { AfterEffect: true })
            try
            {
                effect();
            }
            catch (ServerException no)
            {
                refused = no;
            }
        if (fault is null)
            answer(refused);
        else if (fault is { Detaches: false, Condition: { } condition })
            answer(new ServerException(condition, StatusOf(condition), "An injected fault."));
        else
            Break(link, fault);
    }

    /// <summary>For what has no answer of its own.</summary>
    /// <exception cref="ServerException">It shall be refused.</exception>
    public void Check(ServerOperation operation, AmqpLink link) =>
        Run(
            operation,
            link,
            static () => { },
            static refused =>
            {
                if (refused is not null)
                    throw refused;
            }
        );

    private static void Break(AmqpLink link, ServerFault fault)
    {
        if (fault.IsSilent)
            return;
        if (fault.Condition is { } condition)
            link.SafeClose(new AmqpException(new Error { Condition = condition, Description = "An injected fault." }));
        else
            link.Session.Connection.Abort();
    }

    private static int StatusOf(string condition) => condition == "com.microsoft:server-busy" ? 503 : 500;
}
