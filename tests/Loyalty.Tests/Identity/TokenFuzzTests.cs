using System.Text;
using Loyalty.Identity;
using Loyalty.Signing;

namespace Loyalty.Tests.Identity;

/// <summary>Headers made of chance: none may throw, and none may pass. A failure names the seed and the
/// header.</summary>
public class TokenFuzzTests
{
    private const string Alphabet = "abcXYZ019-_.=, \"\\\t\0\r\n%ä\ud83d\ude00\ud800{}[]:";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_hundred_thousand_random_headers_neither_throw_nor_pass(int seed)
    {
        var scene = new IdentityScene();
        var random = new Random(seed);
        var good = scene.Token();
        for (var i = 0; i < 50_000; i++)
        {
            var header = i % 50 == 0 ? Mutated(random, good) : Noise(random);
            if (string.Equals(header, "Bearer " + good, StringComparison.Ordinal))
                continue;
            await NeverPasses(scene, header, $"seed {seed}, header {i}: {header}");
        }
        Assert.True((await scene.VerifyToken(good)).IsGood);
    }

    [Fact]
    public async Task Basic_headers_of_chance_neither_throw_nor_pass()
    {
        var scene = new IdentityScene();
        var random = new Random(3);
        for (var i = 0; i < 20_000; i++)
        {
            var text = Text(random, random.Next(40));
            var header = random.Next(2) == 0 ? text : Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
            var read = BasicCredentials.TryRead("Basic " + header, out var credentials);
            Assert.True(!read || credentials.ClientId.Length > 0, header);
        }
        Assert.Equal(0, scene.Hashed);
    }

    /// <summary>Our own signature over anything: what only a fault of ours could make must still be a
    /// refusal.</summary>
    [Fact]
    public async Task Signed_nonsense_neither_throws_nor_passes()
    {
        var scene = new IdentityScene();
        var random = new Random(4);
        var sign = Jwt.Es256(scene.Keys.Current(KeyUse.Token));
        var header = Jwt.Header("ES256", scene.Keys.Current(KeyUse.Token).KeyId).ToJsonString();
        string[] payloads =
        [
            "",
            "null",
            "[]",
            "1",
            "\"x\"",
            "{",
            "{}",
            "{\"exp\":1e400}",
            "{\"exp\":99999999999999999999}",
            "{\"exp\":-1}",
            "{\"exp\":null,\"iat\":null,\"azp\":null}",
            "{\"exp\":[],\"iat\":{},\"azp\":[1]}",
            "{\"iss\":[],\"aud\":{}}",
            "{\"aud\":[null,1,{}]}",
            new string('[', 10_000),
        ];
        foreach (var payload in payloads)
            await NeverPasses(scene, "Bearer " + Jwt.Sign(header, payload, sign), payload);
        var claims = Jwt.Payload(scene.Token()).ToJsonString();
        for (var i = 0; i < 1_000; i++)
        {
            var at = random.Next(claims.Length);
            var broken = claims[..at] + Text(random, 1 + random.Next(3)) + claims[(at + random.Next(2))..];
            await NeverThrows(scene, "Bearer " + Jwt.Sign(header, broken, sign), broken);
            var brokenHeader = header[..(at % header.Length)] + Text(random, 2) + header[(at % header.Length)..];
            await NeverThrows(scene, "Bearer " + Jwt.Sign(brokenHeader, claims, sign), brokenHeader);
        }
    }

    private static async Task NeverPasses(IdentityScene scene, string header, string trace) =>
        Assert.False(await NeverThrows(scene, header, trace), trace);

    private static async Task<bool> NeverThrows(IdentityScene scene, string header, string trace)
    {
        try
        {
            return (await scene.Verify(header)).IsGood;
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException(trace, fault);
        }
    }

    private static string Noise(Random random) =>
        random.Next(4) switch
        {
            0 => Text(random, random.Next(60)),
            1 => "Bearer " + Text(random, random.Next(60)),
            2 => $"Bearer {Base64(random)}.{Base64(random)}.{Base64(random)}",
            _ => $"bearer {Json(random)}.{Json(random)}.{Base64(random)}",
        };

    private static string Mutated(Random random, string good)
    {
        var text = new StringBuilder("Bearer ").Append(good);
        for (var changes = 1 + random.Next(3); changes > 0; changes--)
        {
            var at = 7 + random.Next(good.Length);
            switch (random.Next(3))
            {
                case 0:
                    text[at] = Alphabet[random.Next(Alphabet.Length)];
                    break;
                case 1:
                    text.Insert(at, Alphabet[random.Next(Alphabet.Length)]);
                    break;
                default:
                    text.Remove(at, 1).Append('A');
                    break;
            }
        }
        return text.ToString().TrimEnd(' ');
    }

    private static string Text(Random random, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => Alphabet[random.Next(Alphabet.Length)]));

    private static string Base64(Random random)
    {
        var bytes = new byte[random.Next(40)];
        random.NextBytes(bytes);
        return System.Buffers.Text.Base64Url.EncodeToString(bytes);
    }

    private static string Json(Random random) =>
        System.Buffers.Text.Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes($"{{\"alg\":\"{Text(random, 3)}\",\"{Text(random, 2)}\":{random.Next()}}}")
        );
}
