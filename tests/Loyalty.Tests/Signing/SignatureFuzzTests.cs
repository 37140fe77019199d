using Loyalty.Signing;

namespace Loyalty.Tests.Signing;

/// <summary>
/// Whatever a header holds, verifying answers and does not throw, and nothing but what was signed verifies.
/// The seed of each round is in the message of a failure.
/// </summary>
public sealed class SignatureFuzzTests
{
    private const int Rounds = 60_000;

    // What the grammars are made of: hits the branches that random characters seldom reach.
    private static readonly string[] Pieces =
    [
        "\"",
        "\\",
        ",",
        ";",
        "=",
        ":",
        "(",
        ")",
        " ",
        "\t",
        "\n",
        "\0",
        "-",
        "?1",
        "?0",
        "1.5",
        "99999999999999999999",
        "keyId=\"rsa-key\"",
        "keyId=\"ec-key\"",
        "created=1712906486",
        "created=",
        "algorithm=\"hs2019\"",
        "headers=\"\"",
        "signature=\"AAAA\"",
        "(created)",
        "(request-target)",
        "digest",
        "sig1=",
        "sig2=()",
        ";created=1712906486",
        ";keyid=\"rsa-key\"",
        ";alg=\"none\"",
        "\"@method\"",
        "\"@path\"",
        "\"content-digest\"",
        ";bs",
        ";req",
        ":AAAA:",
        "é",
        "\ud800",
        "\uffff",
    ];

    private static readonly string[] HeaderNames = ["Signature", "Signature-Input", "Digest", "Content-Digest"];

    [Fact]
    public void Random_headers_neither_throw_nor_verify()
    {
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var sample = new RequestSample();
            foreach (var name in HeaderNames)
            {
                if (random.Next(4) > 0)
                    sample.Headers[name] = RandomText(random);
            }
            AssertNotVerified(sample, seed);
        }
    }

    [Fact]
    public void A_stranger_s_signature_never_verifies_however_its_headers_are_bent()
    {
        // Signed by other keys than those that they name: whatever verifies here is forged.
        RequestSample[] forged =
        [
            Header(TestKeys.RsaId, TestKeys.EcId, "RSA-SHA256"),
            Header(TestKeys.EcId, TestKeys.RsaId, "ECDSA-SHA256"),
            Message(TestKeys.RsaId, TestKeys.EcId, "rsa-v1_5-sha256"),
            Message(TestKeys.EcId, TestKeys.RsaId, "ecdsa-p256-sha256"),
        ];
        Assert.All(
            forged,
            s => Assert.Equal(new SignatureOutcome.Rejected(SignatureFault.SignatureMismatch), s.Verify())
        );
        for (var seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            var source = forged[seed % forged.Length];
            var sample = new RequestSample();
            foreach (var (header, value) in source.Headers)
                sample.Headers[header] = value;
            var names = HeaderNames.Where(source.Headers.ContainsKey).ToList();
            var name = names[random.Next(names.Count)];
            // Naming the key that did sign would make the request an honest one.
            var mutated = Mutate(random, source.Headers[name].ToString());
            if (!mutated.Contains(source.SignedBy!, StringComparison.Ordinal))
                sample.Headers[name] = mutated;
            AssertNotVerified(sample, seed);
        }
    }

    [Fact]
    public void Random_webhook_headers_neither_throw_nor_verify()
    {
        var webhook = StandardWebhook.Create();
        for (var seed = 0; seed < Rounds / 10; seed++)
        {
            var random = new Random(seed);
            var id = RandomText(random);
            var timestamp = random.Next(2) == 0 ? "1712906486" : RandomText(random);
            var signatures = Mutate(random, webhook.Sign("other", RequestSample.NowSeconds, "body"u8));
            Assert.False(
                webhook.Verify(id, timestamp, signatures, "body"u8, RequestSample.Now, TimeSpan.FromSeconds(300)),
                $"seed {seed}"
            );
            Assert.False(StandardWebhook.TryParse(RandomText(random), out _), $"seed {seed}");
        }
    }

    private static RequestSample Header(string keyId, string signedBy, string algorithm) =>
        new RequestSample
        {
            KeyId = keyId,
            SignedBy = signedBy,
            Algorithm = algorithm,
            Expires = "1712906500",
            Parts = "(created) digest (request-target) host (expires)",
        }.SignHeaderForm();

    private static RequestSample Message(string keyId, string signedBy, string algorithm) =>
        new RequestSample
        {
            KeyId = keyId,
            SignedBy = signedBy,
            Input =
                "(\"@method\" \"@target-uri\" \"content-digest\" \"host\");created=1712906486"
                + $";keyid=\"{keyId}\";alg=\"{algorithm}\";expires=1712906500",
        }.SignMessageForm();

    private static string RandomText(Random random)
    {
        var text = "";
        for (var pieces = random.Next(12); pieces >= 0; pieces--)
            text += RandomPiece(random);
        return text;
    }

    private static string RandomPiece(Random random) =>
        random.Next(4) switch
        {
            0 => ((char)random.Next(0x20, 0x7f)).ToString(),
            1 => ((char)random.Next(0x10000)).ToString(),
            _ => Pieces[random.Next(Pieces.Length)],
        };

    private static string Mutate(Random random, string text)
    {
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var start = random.Next(text.Length + 1);
            var end = random.Next(start, Math.Min(text.Length, start + 20) + 1);
            text = random.Next(5) switch
            {
                0 => text.Remove(start, end - start),
                1 => text.Insert(start, RandomPiece(random)),
                2 => text[..start] + RandomPiece(random) + text[end..],
                3 => text.Insert(random.Next(text.Length + 1), text[start..end]),
                _ => text[..start],
            };
        }
        return text;
    }

    private static void AssertNotVerified(RequestSample sample, int seed)
    {
        try
        {
            Assert.IsNotType<SignatureOutcome.Verified>(sample.Verify());
        }
        catch (Exception e)
        {
            var headers = string.Join('\n', sample.Headers.Select(header => $"{header.Key}: {header.Value}"));
            throw new InvalidOperationException($"seed {seed}\n{headers}", e);
        }
    }
}
