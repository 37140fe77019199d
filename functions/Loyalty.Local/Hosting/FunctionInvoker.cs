using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Local.Hosting;

/// <summary>Calls a function that is not an HTTP one: builds its class anew for each call, as the real worker does.</summary>
internal sealed class FunctionInvoker
{
    private readonly ObjectFactory create;
    private readonly MethodInvoker invoke;
    private readonly ParameterInfo[] parameters;
    private readonly IServiceProvider services;

    public FunctionInvoker(MethodInfo method, IServiceProvider services)
    {
        var type = method.DeclaringType ?? throw new InvalidOperationException(method.Name);
        this.services = services;
        create = ActivatorUtilities.CreateFactory(type, []);
        invoke = MethodInvoker.Create(method);
        parameters = method.GetParameters();
    }

    /// <summary>Calls it with its trigger's value, and where it asks for a context, with that.</summary>
    public async Task InvokeAsync(object trigger, FunctionContext? context, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var arguments = Array.ConvertAll<ParameterInfo, object?>(
            parameters,
            parameter =>
                parameter.ParameterType == typeof(CancellationToken) ? cancellationToken
                : parameter.ParameterType == typeof(FunctionContext) ? context
                : trigger
        );
        var result = invoke.Invoke(create(scope.ServiceProvider, null), arguments.AsSpan());
        await (Task)(result ?? throw new InvalidOperationException("A function returned nothing to wait for."));
    }
}
