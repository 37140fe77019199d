using System.Reflection;
using LoyaltyFunctions.Http;
using LoyaltyFunctions.Observability;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loyalty.Local.Hosting;

/// <summary>Serves HTTP functions on Kestrel, with nothing between.</summary>
internal static class HttpFunctions
{
    /// <summary>Maps each function to its route, behind the end of all exceptions.</summary>
    public static void MapHttpFunctions(this WebApplication app, IEnumerable<HttpFunction> functions)
    {
        var logger = app.Services.GetRequiredService<ILogger<WebApplication>>();
        app.Use(next =>
            async http =>
            {
                TraceHeader.AddTo(http);
                var connection = http.Features.Get<HeldConnections.Held>();
                connection?.Begin();
                try
                {
                    await next(http);
                }
                catch (Exception fault)
                {
                    await Faults.AnswerAsync(http, fault, logger);
                }
                finally
                {
                    connection?.End();
                }
            }
        );
        app.UseRouting();
        foreach (var function in functions)
        {
            var pattern = RoutePatternFactory.Parse("/" + function.Route.TrimStart('/'));
            var endpoint = app.Map(pattern, Lazily(function, pattern)).WithDisplayName(function.Name);
            if (function.Methods.Length > 0)
                endpoint.WithMetadata(new HttpMethodMetadata(function.Methods.Select(name => name.ToUpperInvariant())));
        }
    }

    /// <summary>The function is looked at when its route is first asked for: all of them at once would slow the start.</summary>
    private static RequestDelegate Lazily(HttpFunction function, RoutePattern pattern)
    {
        var bound = new Lazy<RequestDelegate>(() => Bind(function, pattern));
        return http => bound.Value(http);
    }

    private static RequestDelegate Bind(HttpFunction function, RoutePattern pattern)
    {
        var functionClass = new FunctionClass(function.Method);
        var parameters = Array.ConvertAll(function.Method.GetParameters(), parameter => Source(parameter, pattern));
        return http =>
            functionClass.Call(http.RequestServices, Array.ConvertAll(parameters, value => value(http))) switch
            {
                Task<IResult> result => AnswerAsync(http, result),
                Task answered => answered,
                IResult result => result.ExecuteAsync(http),
                _ => throw new InvalidOperationException($"{function.Name} returned no answer."),
            };
    }

    /// <summary>Where a parameter's value comes from: functions take the request, its end, and parts of its route.</summary>
    private static Func<HttpContext, object?> Source(ParameterInfo parameter, RoutePattern pattern)
    {
        if (parameter.ParameterType == typeof(HttpRequest))
            return http => http.Request;
        if (parameter.ParameterType == typeof(CancellationToken))
            return http => http.RequestAborted;
        if (parameter is not { Name: { } name } || pattern.GetParameter(name) is null)
            throw new InvalidOperationException($"{parameter.Member.DeclaringType} takes {parameter}: from where?");
        return http => http.Request.RouteValues[name];
    }

    private static async Task AnswerAsync(HttpContext http, Task<IResult> result) =>
        await (await result).ExecuteAsync(http);
}
