using System.Collections.Frozen;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Http;

/// <summary>All routes of the app, read from its triggers, so that the fallback can tell 405 from 404.</summary>
internal static class Routes
{
    /// <summary>
    /// The bare address. Neither <c>""</c> nor <c>"/"</c> says it: for the Functions host a function without a route has its
    /// name for one, and the worker puts a slash before every route, so that of a second one it makes no pattern and
    /// serves nothing at all. A parameter that can only be absent or empty is taken by both.
    /// </summary>
    public const string Root = "{root:maxlength(0)?}";

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
                // The matcher knows no constraints, and would take every path of one segment for the root.
                new TemplateMatcher(TemplateParser.Parse(route == Root ? "" : route), []),
                [.. methods.Select(method => method.ToUpperInvariant())]
            );
    }
}
