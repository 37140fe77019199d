using System.Text;
using System.Text.Json;
using Loyalty.Json;
using Loyalty.Signing;

namespace Loyalty.Local.Demo;

/// <summary>A signed points request as a command line for curl.</summary>
internal static class SignedCurl
{
    /// <summary>The command, over several lines, for a POSIX shell.</summary>
    public static string Points(
        DemoFile demo,
        string token,
        string requestId,
        int amount,
        string? callbackUrl,
        DateTimeOffset now
    )
    {
        var body = Body(demo, demo.EarnRuleId, requestId, amount, callbackUrl);
        using var key = SigningKey.FromPem(demo.Partner.KeyId, demo.Partner.PrivateKeyPem, now);
        var headers = RequestSigner.Sign(key, "POST", "/points", Encoding.UTF8.GetBytes(body), now);
        var lines = new List<string>
        {
            $"curl -i {Quote(demo.BaseUrl + "/points")}",
            $"-H {Quote("Authorization: Bearer " + token)}",
            $"-H {Quote("Content-Type: application/json")}",
        };
        lines.AddRange(headers.Select(header => $"-H {Quote($"{header.Key}: {header.Value}")}"));
        lines.Add($"--data {Quote(body)}");
        return string.Join(" \\\n  ", lines);
    }

    /// <summary>The body of a points request.</summary>
    public static string Body(DemoFile demo, RuleId rule, string requestId, int amount, string? callbackUrl)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JsonText.Encoder }))
        {
            writer.WriteStartObject();
            writer.WriteString("userId", demo.UserId.Value);
            writer.WriteString("ruleId", rule.Value);
            writer.WriteNumber("amount", amount);
            writer.WriteString("requestId", requestId);
            if (callbackUrl is not null)
                writer.WriteString("callbackUrl", callbackUrl);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
