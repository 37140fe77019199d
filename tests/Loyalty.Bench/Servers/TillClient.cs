using System.Text;

namespace Loyalty.Bench.Servers;

/// <summary>A client of a platform with tills.</summary>
internal sealed class TillClient
{
    private readonly Platform platform;
    private readonly string id;
    private readonly string secret;

    private TillClient(Platform platform, string id, string secret)
    {
        (this.platform, this.id, this.secret) = (platform, id, secret);
    }

    /// <summary>Registers one.</summary>
    public static async Task<TillClient> CreateAsync(Platform platform, CancellationToken cancellationToken)
    {
        var client = await platform.ManageAsync(
            HttpMethod.Post,
            "/manage/clients",
            """{"name":"Tills","scopes":["pos"],"signature":"optional"}""",
            cancellationToken
        );
        return new TillClient(
            platform,
            client.GetProperty("clientId").GetString() ?? "",
            client.GetProperty("clientSecret").GetString() ?? ""
        );
    }

    public Task<string> TokenAsync(CancellationToken cancellationToken) =>
        platform.TokenAsync(id, secret, cancellationToken);

    /// <summary>A request of a till as the bytes that go over the wire.</summary>
    /// <param name="token">The client's.</param>
    /// <param name="what">Method and target.</param>
    /// <param name="body">JSON, or nothing.</param>
    public byte[] Request(string token, string what, string body = "") =>
        Encoding.ASCII.GetBytes(
            $"{what} HTTP/1.1\r\nHost: {platform.Url.Authority}\r\nAuthorization: Bearer {token}\r\n"
                + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"
        );
}
