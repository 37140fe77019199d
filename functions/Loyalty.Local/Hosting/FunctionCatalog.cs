using System.Reflection;
using LoyaltyFunctions.Workers;
using Microsoft.Azure.Functions.Worker;

namespace Loyalty.Local.Hosting;

/// <summary>The functions of the app, found as the real worker finds them: by their attributes.</summary>
internal sealed class FunctionCatalog
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Finds the functions of an assembly.</summary>
    /// <param name="assembly">The app.</param>
    /// <param name="hasDeadLetters">Whether the queues keep dead letters; the embedded ones park what was delivered too
    /// often themselves.</param>
    /// <exception cref="InvalidOperationException">A function has no trigger that this host knows, or a name is used
    /// twice.</exception>
    public FunctionCatalog(Assembly assembly, bool hasDeadLetters)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var type in assembly.GetExportedTypes())
        {
            foreach (var method in type.GetMethods(Declared))
            {
                if (method.GetCustomAttribute<FunctionAttribute>() is not { } function)
                    continue;
                if (!names.Add(function.Name))
                    throw new InvalidOperationException($"Two functions are called {function.Name}.");
                if (hasDeadLetters || !method.GetParameters().Any(IsForDeadLetters))
                    Add(function.Name, method);
            }
        }
    }

    public List<HttpFunction> Http { get; } = [];

    public List<QueueFunction> Queues { get; } = [];

    public List<TimerFunction> Timers { get; } = [];

    private void Add(string name, MethodInfo method)
    {
        foreach (var parameter in method.GetParameters())
        {
            if (parameter.GetCustomAttribute<HttpTriggerAttribute>() is { } http)
                Http.Add(new HttpFunction(name, method, http.Route ?? name, http.Methods ?? []));
            else if (parameter.GetCustomAttribute<ServiceBusTriggerAttribute>() is { QueueName: { } queue } bus)
                Queues.Add(new QueueFunction(name, method, queue, bus.IsBatched));
            else if (parameter.GetCustomAttribute<TimerTriggerAttribute>() is { } timer)
                Timers.Add(new TimerFunction(name, method, timer.Schedule));
            else
                continue;
            return;
        }

        throw new InvalidOperationException($"The function {name} has no trigger that this host knows.");
    }

    private static bool IsForDeadLetters(ParameterInfo parameter) =>
        parameter.GetCustomAttribute<ServiceBusTriggerAttribute>() is { QueueName: { } queue }
        && queue.EndsWith(DeadLetterQueues.Suffix, StringComparison.Ordinal);
}
