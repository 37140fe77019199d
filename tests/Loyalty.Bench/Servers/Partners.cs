using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Loyalty.Local.Demo;

namespace Loyalty.Bench.Servers;

/// <summary>Partners of a platform beside the demo's.</summary>
internal static class Partners
{
    /// <summary>Registers some, each a client with a key and a rule to earn by of its own.</summary>
    public static async Task<IReadOnlyList<DemoFile>> RegisterAsync(
        Platform platform,
        int count,
        CancellationToken cancellationToken
    )
    {
        var partners = new List<DemoFile>(count);
        for (var number = 0; number < count; number++)
            partners.Add(await RegisterAsync(platform, $"Partner {number}", cancellationToken));
        return partners;
    }

    private static async Task<DemoFile> RegisterAsync(
        Platform platform,
        string name,
        CancellationToken cancellationToken
    )
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var keyId = platform.Demo.Partner.KeyId;
        var client = await platform.ManageAsync(
            HttpMethod.Post,
            "/manage/clients",
            new JsonObject
            {
                ["name"] = name,
                ["scopes"] = new JsonArray("points.earn"),
                ["keys"] = new JsonArray(
                    new JsonObject { ["keyId"] = keyId, ["publicKeyPem"] = key.ExportSubjectPublicKeyInfoPem() }
                ),
            }.ToJsonString(),
            cancellationToken
        );
        var clientId = client.GetProperty("clientId").GetString() ?? "";
        var rule = await platform.ManageAsync(
            HttpMethod.Post,
            "/manage/rules",
            new JsonObject
            {
                ["name"] = name,
                ["type"] = "earn",
                ["programId"] = platform.Demo.ProgramId.Value,
                ["clientIds"] = new JsonArray(clientId),
            }.ToJsonString(),
            cancellationToken
        );
        var ruleId = rule.GetProperty("ruleId").GetString() ?? "";
        await platform.ManageAsync(HttpMethod.Post, $"/manage/rules/{ruleId}/activate", null, cancellationToken);
        return platform.Demo with
        {
            EarnRuleId = TextId.From<RuleId>(ruleId),
            Partner = platform.Demo.Partner with
            {
                ClientId = TextId.From<ClientId>(clientId),
                ClientSecret = client.GetProperty("clientSecret").GetString() ?? "",
                PrivateKeyPem = key.ExportPkcs8PrivateKeyPem(),
            },
        };
    }
}
