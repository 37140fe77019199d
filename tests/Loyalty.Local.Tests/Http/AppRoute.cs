using System.Reflection;
using LoyaltyFunctions;
using LoyaltyFunctions.Http;
using Microsoft.Azure.Functions.Worker;

namespace Loyalty.Local.Tests.Http;

/// <summary>A method and a route of the app, read from its triggers: a new one is in every test that goes over all.</summary>
internal sealed record AppRoute(string Method, string Path)
{
    /// <summary>The routes and methods of all triggers; the fallback has no methods.</summary>
    public static IReadOnlyList<(string Path, string[] Methods)> Triggers { get; } =
    [
        .. from type in typeof(FunctionServices).Assembly.GetTypes()
        from method in type.GetMethods()
        from parameter in method.GetParameters()
        from trigger in parameter.GetCustomAttributes<HttpTriggerAttribute>()
        select ($"/{(trigger.Route is Routes.Root ? "" : trigger.Route)}", trigger.Methods ?? []),
    ];

    /// <summary>All but the fallback, which answers nothing of its own, and HEAD, which goes with GET.</summary>
    public static IReadOnlyList<AppRoute> All { get; } =
    [
        .. from trigger in Triggers
        from verb in trigger.Methods
        where verb != "head"
        select new AppRoute(verb.ToUpperInvariant(), trigger.Path),
    ];

    public bool IsManagement => Path.StartsWith("/manage/", StringComparison.Ordinal);

    /// <summary>The route as tests are named by it.</summary>
    public static AppRoute Parse(string name)
    {
        var parts = name.Split(' ');
        return new AppRoute(parts[0], parts[1]);
    }

    /// <summary>The path with its parameters filled in.</summary>
    /// <param name="valueOf">The value of a parameter; it knows every name, so that a new parameter is noticed.</param>
    public string At(Func<string, string> valueOf) =>
        string.Join(
            '/',
            Path.Split('/')
                .Select(part => part is ['{', .., '}'] ? Uri.EscapeDataString(valueOf(part.Trim('{', '}', '*'))) : part)
        );

    public override string ToString() => $"{Method} {Path}";
}
