using System.Text;
using System.Text.Json;
using Loyalty.Json;
using LoyaltyFunctions.Http;
using YamlDotNet.Serialization;

namespace LoyaltyFunctions.ApiReference;

/// <summary>The description of the API, which is written in YAML and answered in both forms, with the address of the host
/// that answers: tools that make a client take it from there.</summary>
internal sealed class OpenApiDocument
{
    private const string WrittenUrl = "- url: /\n";
    private const string WrittenUrlInJson = "\"servers\":[{\"url\":\"/\"";

    private static readonly JsonSerializerOptions Form = new() { Encoder = JsonText.Encoder };
    private static readonly string Written = Encoding.UTF8.GetString(Site.Read("openapi.yaml"));

    // Once: anybody may ask under any host name, and reading YAML takes its time.
    private static readonly Lazy<string> WrittenAsJson = new(() => ToJson(Written));
    private static OpenApiDocument? latest;

    private readonly string baseUrl;

    private OpenApiDocument(string baseUrl)
    {
        this.baseUrl = baseUrl;
        // As a JSON string, which is YAML too: a host name may be anything that a caller sends.
        var url = JsonSerializer.Serialize(baseUrl, Form);
        Yaml = new SiteFile("openapi.yaml", With(Written, WrittenUrl, $"- url: {url}\n"));
        Json = new SiteFile(
            "openapi.json",
            With(WrittenAsJson.Value, WrittenUrlInJson, $"\"servers\":[{{\"url\":{url}")
        );
    }

    /// <summary>As it is written, but for the address.</summary>
    public SiteFile Yaml { get; }

    /// <summary>The same as JSON.</summary>
    public SiteFile Json { get; }

    /// <summary>The document of a host that is reached there. One is kept: hosts mostly have one address.</summary>
    public static OpenApiDocument At(string baseUrl)
    {
        var known = Volatile.Read(ref latest);
        if (known?.baseUrl == baseUrl)
            return known;
        var made = new OpenApiDocument(baseUrl);
        Volatile.Write(ref latest, made);
        return made;
    }

    private static byte[] With(string document, string written, string meant) =>
        Encoding.UTF8.GetBytes(document.Replace(written, meant, StringComparison.Ordinal));

    private static string ToJson(string yaml)
    {
        // Plain scalars become numbers, booleans and nulls as YAML 1.2 has them; quoted ones stay text.
        var document = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();
        return JsonSerializer.Serialize(document.Deserialize(new StringReader(yaml)), Form);
    }
}
