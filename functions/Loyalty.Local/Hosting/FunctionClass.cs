using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Local.Hosting;

/// <summary>
/// Builds the class of a function anew for each call, as the real worker does, and calls the function. By reflection's own
/// invokers: to compile expressions for each function would slow the start.
/// </summary>
internal sealed class FunctionClass
{
    private readonly MethodInvoker invoke;
    private readonly ConstructorInvoker? create;
    private readonly Type[] needs = [];

    public FunctionClass(MethodInfo method)
    {
        invoke = MethodInvoker.Create(method);
        if (method.IsStatic)
            return;
        var constructors = method.DeclaringType?.GetConstructors() ?? [];
        if (constructors.Length != 1)
            throw new InvalidOperationException($"{method.DeclaringType} has not one constructor.");
        create = ConstructorInvoker.Create(constructors[0]);
        needs = [.. constructors[0].GetParameters().Select(parameter => parameter.ParameterType)];
    }

    /// <summary>Calls the function, on an object of its class with the given services.</summary>
    /// <returns>What it returned.</returns>
    public object? Call(IServiceProvider services, object?[] arguments)
    {
        var instance = create?.Invoke(Array.ConvertAll<Type, object?>(needs, services.GetRequiredService).AsSpan());
        return invoke.Invoke(instance, arguments.AsSpan());
    }
}
