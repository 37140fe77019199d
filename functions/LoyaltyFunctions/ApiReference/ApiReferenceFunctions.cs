using Loyalty;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.ApiReference;

/// <summary>Serves the description of the API, for tools and for people.</summary>
public static class ApiReferenceFunctions
{
    private const string Home = "/docs";
    private static readonly Site Site = new("docs");

    /// <summary>The document as it is written.</summary>
    [Function("OpenApiYaml")]
    public static IResult Yaml(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "openapi.yaml")] HttpRequest request
    ) => OpenApiDocument.Yaml;

    /// <summary>The document as JSON.</summary>
    [Function("OpenApiJson")]
    public static IResult Json(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "openapi.json")] HttpRequest request
    ) => OpenApiDocument.Json;

    /// <summary>The page that shows it, and the page's files.</summary>
    [Function("Docs")]
    public static IResult Docs(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "docs/{*path}")] HttpRequest request
    ) =>
        Site.Find((request.Path.Value ?? "")[Home.Length..].TrimStart('/'))
        ?? Reply.Problem(Refusal.NotFound) as IResult;
}
