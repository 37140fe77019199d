using Loyalty;
using Loyalty.Management.Rules;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace LoyaltyFunctions.ApiReference;

/// <summary>Serves the description of the API, for tools and for people.</summary>
public sealed class ApiReferenceFunctions(IOptions<SharingOptions> sharing)
{
    private const string Home = "/docs";
    private static readonly Site Site = new("docs");

    /// <summary>The document as it is written.</summary>
    [Function("OpenApiYaml")]
    public IResult Yaml(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "openapi.yaml")] HttpRequest request
    ) => OpenApiDocument.At(BaseUrlOf(request)).Yaml;

    /// <summary>The document as JSON.</summary>
    [Function("OpenApiJson")]
    public IResult Json(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "openapi.json")] HttpRequest request
    ) => OpenApiDocument.At(BaseUrlOf(request)).Json;

    /// <summary>The page that shows it, and the page's files.</summary>
    [Function("Docs")]
    public static IResult Docs(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "docs/{*path}")] HttpRequest request
    ) =>
        Site.Find((request.Path.Value ?? "")[Home.Length..].TrimStart('/'))
        ?? Reply.Problem(Refusal.NotFound) as IResult;

    private string BaseUrlOf(HttpRequest request) => sharing.Value.BaseUrlOf($"{request.Scheme}://{request.Host}");
}
