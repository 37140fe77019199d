using System.Reflection;
using Loyalty.Messaging;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Local.Hosting;

/// <summary>Calls a function that is not an HTTP one.</summary>
internal sealed class FunctionInvoker(MethodInfo method, IServiceProvider services)
{
    private readonly FunctionClass function = new(method);
    private readonly ParameterInfo[] parameters = method.GetParameters();

    /// <summary>Calls it with its trigger's value, and where it asks for a context, with that.</summary>
    /// <param name="trigger">The value.</param>
    /// <param name="context">The context.</param>
    /// <param name="messages">Those that the value is of.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task InvokeAsync(
        object trigger,
        FunctionContext? context,
        IReadOnlyList<ReceivedMessage> messages,
        CancellationToken cancellationToken
    )
    {
        await using var scope = services.CreateAsyncScope();
        if (messages.Count > 0)
            scope.ServiceProvider.GetRequiredService<MessagesInHand>().Messages = messages;
        var arguments = Array.ConvertAll<ParameterInfo, object?>(
            parameters,
            parameter =>
                parameter.ParameterType == typeof(CancellationToken) ? cancellationToken
                : parameter.ParameterType == typeof(FunctionContext) ? context
                : trigger
        );
        var result = function.Call(scope.ServiceProvider, arguments);
        await (Task)(result ?? throw new InvalidOperationException("A function returned nothing to wait for."));
    }
}
