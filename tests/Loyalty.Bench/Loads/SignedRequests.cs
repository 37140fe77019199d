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
/// <param name="platform">Where they go.</param>
/// <param name="sender">Who sends them, and by which rules.</param>
/// <param name="members">For how many members.</param>
/// <param name="time">The clock.</param>
internal sealed class SignedRequests(Platform platform, DemoFile sender, int members, TimeProvider time) : IDisposable
{
    private readonly SigningKey key = SigningKey.FromPem(
        sender.Partner.KeyId,
        sender.Partner.PrivateKeyPem,
        time.GetUtcNow()
    );
    private int made;

    /// <summary>Requests of the demo's partner.</summary>
    public SignedRequests(Platform platform, int members, TimeProvider time)
        : this(platform, platform.Demo, members, time) { }

    /// <summary>What the requests are signed with: SubjectPublicKeyInfo in base64.</summary>
    public string PublicKey
    {
        get
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(sender.Partner.PrivateKeyPem);
            return Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo());
        }
    }

    /// <summary>How many were made.</summary>
    public int Count => made;

    /// <summary>The id of the request made last.</summary>
    public string LastId => IdOf(made - 1);

    /// <summary>The ids of so many requests made last.</summary>
    public string[] LastIds(int count) => [.. Enumerable.Range(made - count, count).Select(IdOf)];

    /// <summary>Makes so many requests that earn 10 points each, for one member after the other.</summary>
    public byte[][] Make(int count, string token, string? callbackUrl) =>
        Make(count, token, sender.EarnRuleId, 10, _ => callbackUrl);

    /// <summary>The same, each with a callback to a path of its own below a folder: its id.</summary>
    public byte[][] MakeTold(int count, string token, Uri receiver) =>
        Make(count, token, sender.EarnRuleId, 10, id => new Uri(receiver, id).AbsoluteUri);

    /// <summary>The same, of requests that redeem one point each.</summary>
    public byte[][] MakeRedemptions(int count, string token) => Make(count, token, sender.RedeemRuleId, 1, _ => null);

    private byte[][] Make(int count, string token, RuleId rule, int amount, Func<string, string?> callbackUrlOf)
    {
        var requests = new byte[count][];
        var now = time.GetUtcNow();
        var first = made;
        Parallel.For(
            0,
            count,
            index =>
                requests[index] = MakeOne(first + index, token, (rule, amount, callbackUrlOf(IdOf(first + index))), now)
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
        var demo = sender with { UserId = TextId.From<MemberId>(Platform.MemberPrefix + (number % members)) };
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
