using System.Reflection;

namespace Loyalty.Local.Hosting;

/// <summary>A function with an HTTP trigger.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Method">The method to call.</param>
/// <param name="Route">Its route, without the leading slash.</param>
/// <param name="Methods">HTTP methods; empty = all.</param>
internal sealed record HttpFunction(string Name, MethodInfo Method, string Route, string[] Methods);
