using System.Security.Cryptography;
using System.Text;
using Loyalty.Bench.Servers;
using Loyalty.Local.Demo;
using Loyalty.Signing;

namespace Loyalty.Bench.Loads;

/// <summary>
/// Makes signed points requests as the bytes that go over the wire, ahead of time, for signing costs a client more than
/// verifying costs us. No request id comes twice.
/// </summary>
internal sealed class SignedRequests(Platform platform, int members, TimeProvider time) : IDisposable
{
    private readonly SigningKey key = SigningKey.FromPem(
        platform.Demo.Partner.KeyId,
        platform.Demo.Partner.PrivateKeyPem,
        time.GetUtcNow()
    );
    private int made;

    /// <summary>What the requests are signed with: SubjectPublicKeyInfo in base64.</summary>
    public string PublicKey
    {
        get
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(platform.Demo.Partner.PrivateKeyPem);
            return Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo());
        }
    }

    /// <summary>The id of the request made last.</summary>
    public string LastId => IdOf(made - 1);

    /// <summary>Makes so many requests that earn 10 points each, for one member after the other.</summary>
    public byte[][] Make(int count, string token, string? callbackUrl) =>
        Make(count, token, platform.Demo.EarnRuleId, 10, callbackUrl);

    /// <summary>The same, of requests that redeem one point each.</summary>
    public byte[][] MakeRedemptions(int count, string token) =>
        Make(count, token, platform.Demo.RedeemRuleId, 1, callbackUrl: null);

    private byte[][] Make(int count, string token, RuleId rule, int amount, string? callbackUrl)
    {
        var requests = new byte[count][];
        var now = time.GetUtcNow();
        var first = made;
        Parallel.For(
            0,
            count,
            index => requests[index] = MakeOne(first + index, token, (rule, amount, callbackUrl), now)
        );
        made += count;
        return requests;
    }

    /// <inheritdoc/>
    public void Dispose() => key.Dispose();

    private static string IdOf(int number) => $"bench-request-{number}";

    private byte[] MakeOne(
        int number,
        string token,
        (RuleId Rule, int Amount, string? CallbackUrl) what,
        DateTimeOffset now
    )
    {
        var demo = platform.Demo with { UserId = TextId.From<MemberId>(Platform.MemberPrefix + (number % members)) };
        var body = Encoding.UTF8.GetBytes(
            SignedCurl.Body(demo, what.Rule, IdOf(number), what.Amount, what.CallbackUrl)
        );
        var head = new StringBuilder()
            .Append("POST /points HTTP/1.1\r\n")
            .Append($"Host: {platform.Url.Authority}\r\n")
            .Append($"Authorization: Bearer {token}\r\n")
            .Append("Content-Type: application/json\r\n")
            .Append($"Content-Length: {body.Length}\r\n");
        foreach (var (name, value) in RequestSigner.Sign(key, "POST", "/points", body, now))
            head.Append($"{name}: {value}\r\n");
        head.Append("\r\n");
        return [.. Encoding.ASCII.GetBytes(head.ToString()), .. body];
    }
}
