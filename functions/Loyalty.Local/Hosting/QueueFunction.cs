using System.Reflection;

namespace Loyalty.Local.Hosting;

/// <summary>A function with a queue trigger.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Method">The method to call.</param>
/// <param name="Queue">The queue.</param>
/// <param name="IsBatched">Whether it takes many messages at once.</param>
internal sealed record QueueFunction(string Name, MethodInfo Method, string Queue, bool IsBatched);
