using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Loyalty.Local.Hosting;

/// <summary>A function with a queue trigger.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Method">The method to call.</param>
/// <param name="Queue">The queue.</param>
/// <param name="IsBatched">Whether it takes many messages at once.</param>
internal sealed record QueueFunction(string Name, MethodInfo Method, string Queue, bool IsBatched)
{
    /// <summary>Whether it wants to know more of a message than its body.</summary>
    public bool WantsContext { get; } =
        Array.Exists(Method.GetParameters(), parameter => parameter.ParameterType == typeof(FunctionContext));
}
