using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Loyalty.Catalog;
using Loyalty.Identity;

namespace Loyalty.Local.Tests.PointOfSale;

/// <summary>A till as seed 004 describes it: asks in JSON or in XML, and sends its client's secret with each request or a
/// token.</summary>
internal sealed class Till(Partner system, bool isXml = false)
{
    public const string RedeemPath = "/v1.1/points/redeem";
    public const string ReversePath = "/v1.1/points/reverse";
    public const string IssuePath = "/v1.1/points/validationcode";
    public const string CheckPath = "/v1.1/points/isredeemable";

    public Partner System => system;

    /// <summary>The same client's till that speaks the other way.</summary>
    public Till As(bool xml) => new(system, xml);

    /// <summary>A till of a client of its own.</summary>
    public static async Task<Till> OpenAsync(
        HostFixture fixture,
        bool isXml = false,
        Func<Client, Client>? change = null
    )
    {
        var client = await fixture.Setup.ClientAsync(client =>
        {
            client = client with { Scopes = [Scopes.PointOfSale] };
            return change?.Invoke(client) ?? client;
        });
        return new Till(fixture.Setup.PartnerOf(client), isXml);
    }

    /// <summary>Redeems for one customer.</summary>
    public async Task<TillAnswer> RedeemAsync(
        Member member,
        object points,
        string query = "",
        Action<JsonObject>? change = null
    )
    {
        var item = new JsonObject
        {
            ["points_redeemed"] = JsonSerializer.SerializeToNode(points),
            ["customer"] = new JsonObject { ["user_id"] = member.MemberId.Value, ["email"] = "" },
        };
        change?.Invoke(item);
        return (await RedeemAsync([item], query)).Only;
    }

    /// <summary>Redeems a list.</summary>
    public async Task<TillAnswers> RedeemAsync(IReadOnlyList<JsonObject> items, string query = "") =>
        TillAnswers.Of(
            await PostAsync(
                RedeemPath + query,
                new JsonObject { ["root"] = new JsonObject { ["redeem"] = new JsonArray([.. items]) } }
            )
        );

    /// <summary>Takes a redemption back.</summary>
    public async Task<TillAnswer> ReverseAsync(
        string redemptionId,
        object? points = null,
        string? transactionNumber = null,
        string? reference = null
    )
    {
        var body = new JsonObject { ["redemption_id"] = redemptionId };
        if (points is not null)
            body["points"] = JsonSerializer.SerializeToNode(points);
        if (transactionNumber is not null)
            body["transaction_number"] = transactionNumber;
        if (reference is not null)
            body["external_reference_number"] = reference;
        return TillAnswers.Of(await PostAsync(ReversePath, body)).Only;
    }

    /// <summary>Asks whether a customer could redeem.</summary>
    public async Task<TillAnswer> CheckAsync(Member member, object points, string more = "") =>
        await CheckAsync($"user_id={Uri.EscapeDataString(member.MemberId.Value)}&points={points}{more}");

    /// <summary>Asks whether somebody could redeem.</summary>
    public async Task<TillAnswer> CheckAsync(string query) =>
        TillAnswers.Of(await SendAsync(Request(HttpMethod.Get, $"{CheckPath}?{query}&format={Format}"))).Only;

    /// <summary>Has a customer sent a code.</summary>
    public async Task<TillAnswer> IssueAsync(Member member, object? points = null, string more = "") =>
        TillAnswers
            .Of(
                await SendAsync(
                    Request(
                        HttpMethod.Get,
                        $"{IssuePath}?user_id={member.MemberId}&points={points ?? 10}{more}&format={Format}"
                    )
                )
            )
            .Only;

    /// <summary>Posts a body, in the till's form.</summary>
    public Task<Answer> PostAsync(string path, JsonObject body)
    {
        var request = Request(HttpMethod.Post, $"{path}{(path.Contains('?') ? '&' : '?')}format={Format}");
        request.Content = isXml
            ? new StringContent(XmlOf("root", body).ToString(), Encoding.UTF8, "application/xml")
            : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return SendAsync(request);
    }

    /// <summary>A request that shows the secret.</summary>
    public HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{system.ClientId}:{Uri.EscapeDataString(system.Secret)}"))
        );
        return request;
    }

    public Task<Answer> SendAsync(HttpRequestMessage request) => system.SendAsync(request);

    private string Format => isXml ? "xml" : "json";

    /// <summary>As the samples write it: an array's items are elements of that name, and every value is text.</summary>
    private static XElement XmlOf(string name, JsonNode? value) =>
        value switch
        {
            JsonObject members => new XElement(name, members.Select(member => XmlOf(member.Key, member.Value))),
            JsonArray items => new XElement(name, items.Select(item => XmlOf("element", item))),
            null => new XElement(name),
            _ => new XElement(name, value.ToString()),
        };
}
