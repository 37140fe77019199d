using System.Text;

namespace Loyalty.Bench.Servers;

/// <summary>A client of a platform that signs nothing: of tills, or of a partner who assigns points.</summary>
internal sealed class UnsignedClient
{
    private readonly Platform platform;
    private readonly string id;
    private readonly string secret;

    private UnsignedClient(Platform platform, string id, string secret)
    {
        (this.platform, this.id, this.secret) = (platform, id, secret);
    }

    /// <summary>Registers one of tills.</summary>
    public static Task<UnsignedClient> OfTillsAsync(Platform platform, CancellationToken cancellationToken) =>
        CreateAsync(platform, """{"name":"Tills","scopes":["pos"],"signature":"optional"}""", cancellationToken);

    /// <summary>Registers one of a partner.</summary>
    public static Task<UnsignedClient> OfPartnerAsync(
        Platform platform,
        string partner,
        CancellationToken cancellationToken
    ) =>
        CreateAsync(
            platform,
            $$"""{"name":"Partner","scopes":["points.adjust"],"signature":"optional","partner":"{{partner}}"}""",
            cancellationToken
        );

    private static async Task<UnsignedClient> CreateAsync(
        Platform platform,
        string json,
        CancellationToken cancellationToken
    )
    {
        var client = await platform.ManageAsync(HttpMethod.Post, "/manage/clients", json, cancellationToken);
        return new UnsignedClient(
            platform,
            client.GetProperty("clientId").GetString() ?? "",
            client.GetProperty("clientSecret").GetString() ?? ""
        );
    }

    public Task<string> TokenAsync(CancellationToken cancellationToken) =>
        platform.TokenAsync(id, secret, cancellationToken);

    /// <summary>A request as the bytes that go over the wire.</summary>
    /// <param name="token">The client's.</param>
    /// <param name="what">Method and target.</param>
    /// <param name="body">JSON, or nothing.</param>
    public byte[] Request(string token, string what, string body = "") =>
        Encoding.ASCII.GetBytes(
            $"{what} HTTP/1.1\r\nHost: {platform.Url.Authority}\r\nAuthorization: Bearer {token}\r\n"
                + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"
        );
}
