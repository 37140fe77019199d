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
            var endpoint = app.Map(pattern, Lazily(function, pattern, app.Services)).WithDisplayName(function.Name);
            if (function.Methods.Length > 0)
                endpoint.WithMetadata(new HttpMethodMetadata(function.Methods.Select(name => name.ToUpperInvariant())));
        }
    }

    /// <summary>The delegate is compiled when the route is first asked for: all of them at once would slow the start.</summary>
    private static RequestDelegate Lazily(HttpFunction function, RoutePattern pattern, IServiceProvider services)
    {
        var compiled = new Lazy<RequestDelegate>(() =>
        {
            var type = function.Method.DeclaringType ?? throw new InvalidOperationException(function.Name);
            var create = function.Method.IsStatic ? null : ActivatorUtilities.CreateFactory(type, []);
            return RequestDelegateFactory
                .Create(
                    function.Method,
                    create is null ? null : http => create(http.RequestServices, null),
                    new RequestDelegateFactoryOptions
                    {
                        ServiceProvider = services,
                        RouteParameterNames = pattern.Parameters.Select(parameter => parameter.Name),
                    }
                )
                .RequestDelegate;
        });
        return http => compiled.Value(http);
    }
}
