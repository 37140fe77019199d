using Loyalty;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.BusinessConsole;

/// <summary>Serves the business console: a web application that talks to nothing but this service's public API.</summary>
public static class ConsoleFunction
{
    private const string Home = "/console/";
    private static readonly Site Site = new("console");

    /// <summary>The console's page and its files.</summary>
    [Function("Console")]
    public static IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "console/{*path}")] HttpRequest request
    )
    {
        var path = request.Path.Value ?? "";
        // Without the slash the page's own relative addresses would lead out of it.
        if (path.Length < Home.Length)
            return Results.Redirect(Home);
        return Site.Find(path[Home.Length..]) is { } file ? file : Reply.Problem(Refusal.NotFound);
    }

    /// <summary>Leads people who open the bare address to the console.</summary>
    [Function("ConsoleHome")]
    public static IResult Lead(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Routes.Root)] HttpRequest request
    ) => Results.Redirect(Home);
}
