using System.Collections.Frozen;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Http;

/// <summary>All routes of the app, read from its triggers, so that the fallback can tell 405 from 404.</summary>
internal static class Routes
{
    private static readonly (TemplateMatcher Matcher, string[] Methods)[] Known =
    [
        .. typeof(Routes)
            .Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.IsDefined(typeof(FunctionAttribute)))
            .SelectMany(method => method.GetParameters())
            .SelectMany(parameter => parameter.GetCustomAttributes<HttpTriggerAttribute>())
            .SelectMany(Parse),
    ];

    /// <summary>The methods that some route takes at a path, in order of the alphabet; empty = no such path.</summary>
    public static IReadOnlyList<string> MethodsAt(PathString path) =>
        [
            .. Known
                .Where(route => route.Matcher.TryMatch(path.HasValue ? path : "/", []))
                .SelectMany(route => route.Methods)
                .ToFrozenSet()
                .Order(),
        ];

    /// <summary>The route of a trigger; none for the fallback itself, which names no methods.</summary>
    private static IEnumerable<(TemplateMatcher Matcher, string[] Methods)> Parse(HttpTriggerAttribute trigger)
    {
        if (trigger is { Route: { } route, Methods: { Length: > 0 } methods })
            yield return (
                new TemplateMatcher(TemplateParser.Parse(route.TrimStart('/')), []),
                [.. methods.Select(method => method.ToUpperInvariant())]
            );
    }
}
