using System.Text;
using System.Text.Json;

namespace Loyalty.Local.Tests.Fuzz;

/// <summary>An answer as it came off the wire.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public bool Closes => Headers.TryGetValue("Connection", out var value) && value == "close";

    private string ContentType => Headers.GetValueOrDefault("Content-Type", "");

    /// <summary>What is wrong with the answer, whatever the request was; null = nothing.</summary>
    public string? FaultOf(bool isTokenEndpoint)
    {
        if (Status is < 200 or >= 500)
            return "the status";
        if (Status < 400)
            return null;
        // What the server itself cannot read as HTTP never reaches a function, and ends the connection.
        if (Body.Length == 0 && ContentType.Length == 0)
            return Closes ? null : "no body";
        try
        {
            using var json = JsonDocument.Parse(Body);
            if (isTokenEndpoint && ContentType == "application/json")
                return Has(json, "error") && Has(json, "error_description") ? null : "no error of RFC 6749";
            if (ContentType != "application/problem+json")
                return "the content type";
            if (!json.RootElement.TryGetProperty("status", out var status) || status.GetInt32() != Status)
                return "the status in the body";
            return Has(json, "type") && Has(json, "title") && Has(json, "code") ? null : "a member of the problem";
        }
        catch (JsonException)
        {
            return "the body is no JSON";
        }
    }

    public override string ToString() => $"{Status} {ContentType} {Encoding.UTF8.GetString(Body)}";

    private static bool Has(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 };
}
