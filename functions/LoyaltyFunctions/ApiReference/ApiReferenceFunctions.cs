using System.Text.Json;
using Loyalty;
using Loyalty.Json;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using YamlDotNet.Serialization;

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

/// <summary>The description of the API, which is written in YAML and answered in both forms.</summary>
internal static class OpenApiDocument
{
    // Before Json, whose making needs it.
    private static readonly JsonSerializerOptions Form = new() { Encoder = JsonText.Encoder };

    /// <summary>As it is written.</summary>
    public static SiteFile Yaml { get; } = new("openapi.yaml", Site.Read("openapi.yaml"));

    /// <summary>The same as JSON.</summary>
    public static SiteFile Json { get; } = new("openapi.json", ToJson(Site.Read("openapi.yaml")));

    private static byte[] ToJson(byte[] yaml)
    {
        using var reader = new StreamReader(new MemoryStream(yaml));
        // Plain scalars become numbers, booleans and nulls as YAML 1.2 has them; quoted ones stay text.
        var document = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();
        return JsonSerializer.SerializeToUtf8Bytes(document.Deserialize(reader), Form);
    }
}
