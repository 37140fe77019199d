using System.Text.Json;
using LoyaltyFunctions.Http;
using YamlDotNet.Serialization;

namespace LoyaltyFunctions.ApiReference;

/// <summary>The description of the API, which is written in YAML and answered in both forms.</summary>
internal static class OpenApiDocument
{
    /// <summary>As it is written.</summary>
    public static SiteFile Yaml { get; } = new("openapi.yaml", Site.Read("openapi.yaml"));

    /// <summary>The same as JSON.</summary>
    public static SiteFile Json { get; } = new("openapi.json", ToJson(Site.Read("openapi.yaml")));

    private static byte[] ToJson(byte[] yaml)
    {
        using var reader = new StreamReader(new MemoryStream(yaml));
        // Plain scalars become numbers, booleans and nulls as YAML 1.2 has them; quoted ones stay text.
        var document = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();
        return JsonSerializer.SerializeToUtf8Bytes(document.Deserialize(reader));
    }
}
