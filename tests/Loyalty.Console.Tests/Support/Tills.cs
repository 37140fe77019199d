using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Loyalty.Console.Tests.Support;

/// <summary>The tills of a client of their own, at the API.</summary>
internal sealed class Tills
{
    private readonly HostFixture host;
    private readonly string secret;

    private Tills(HostFixture host, string clientId, string secret)
    {
        this.host = host;
        ClientId = clientId;
        this.secret = secret;
    }

    public string ClientId { get; }

    public static async Task<Tills> OpenAsync(HostFixture host, Owner owner, string name)
    {
        var client = await owner.CreateAsync(
            "/manage/clients",
            new JsonObject
            {
                ["name"] = name,
                ["scopes"] = new JsonArray("pos"),
                ["signature"] = "optional",
            }
        );
        return new Tills(host, (string)client["clientId"]!, (string)client["clientSecret"]!);
    }

    /// <summary>Redeems points; the redemption's id.</summary>
    public async Task<string> RedeemAsync(string member, int points)
    {
        var answer = await SendAsync(
            HttpMethod.Post,
            "redeem",
            $$$"""{"root":{"redeem":[{"points_redeemed":{{{points}}},"customer":{"user_id":"{{{member}}}"}}]}}"""
        );
        return (string)answer["response"]!["responses"]!["points"]!["redemption_id"]!;
    }

    public Task ReverseAsync(string redemptionId) =>
        SendAsync(HttpMethod.Post, "reverse", $$"""{"redemption_id":"{{redemptionId}}"}""");

    /// <summary>Has a member sent a code.</summary>
    public Task IssueAsync(string member) =>
        SendAsync(HttpMethod.Get, $"validationcode?user_id={member}&points=10", null);

    private async Task<JsonNode> SendAsync(HttpMethod method, string what, string? json)
    {
        using var request = new HttpRequestMessage(method, $"/v1.1/points/{what}");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ClientId}:{Uri.EscapeDataString(secret)}"))
        );
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await host.Http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }
}
