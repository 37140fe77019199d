using CsCheck;
using Loyalty.Signing;

namespace Loyalty.Tests.Signing;

/// <summary>
/// Whatever a header holds, verifying answers and does not throw, and nothing but what was signed verifies.
/// A failure prints the shortest input that was found and its seed for <c>CsCheck_Seed</c>.
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

    private static readonly Gen<string> Piece = Gen.Frequency(
        (1, Gen.Char[' ', '~'].Select(character => character.ToString())),
        (1, Gen.Char.Select(character => character.ToString())),
        (2, Gen.OneOf(Pieces))
    );

    private static readonly Gen<string> Text = Piece.Array[1, 12].Select(string.Concat);

    private static readonly Gen<Change[]> Changes = Gen.Select(
        Gen.Int[0, 4],
        Gen.Int[0, 999],
        Gen.Int[0, 20],
        Gen.Int[0, 999],
        Piece,
        (kind, start, length, to, piece) => new Change(kind, start, length, to, piece)
    ).Array[1, 3];

    [Fact]
    public void Random_headers_neither_throw_nor_verify() =>
        Gen.Frequency((3, Text.Select(text => (string?)text)), (1, Gen.Const((string?)null)))
            .Array[HeaderNames.Length]
            .Select(values =>
            {
                var sample = new RequestSample();
                foreach (var (name, value) in HeaderNames.Zip(values))
                    if (value is not null)
                        sample.Headers[name] = value;
                return sample;
            })
            .Sample(AssertNotVerified, iter: Rounds, print: Headers);

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

        Gen.Select(Gen.OneOf(forged), Gen.Int[0, 99], Changes, Bent)
            .Sample(AssertNotVerified, iter: Rounds, print: Headers);

        static RequestSample Bent(RequestSample source, int header, Change[] changes)
        {
            var sample = new RequestSample();
            foreach (var (other, value) in source.Headers)
                sample.Headers[other] = value;
            var names = HeaderNames.Where(source.Headers.ContainsKey).ToList();
            var name = names[header % names.Count];
            // Naming the key that did sign would make the request an honest one.
            var changed = Changed(source.Headers[name].ToString(), changes);
            if (!changed.Contains(source.SignedBy!, StringComparison.Ordinal))
                sample.Headers[name] = changed;
            return sample;
        }
    }

    [Fact]
    public void Random_webhook_headers_neither_throw_nor_verify()
    {
        var webhook = StandardWebhook.Create();
        var signed = webhook.Sign("other", RequestSample.NowSeconds, "body"u8);

        Gen.Select(Text, Gen.Frequency((1, Gen.Const("1712906486")), (1, Text)), Changes, Text)
            .Sample(
                (id, timestamp, changes, secret) =>
                {
                    var signatures = Changed(signed, changes);
                    var tolerance = TimeSpan.FromSeconds(300);
                    Assert.False(webhook.Verify(id, timestamp, signatures, "body"u8, RequestSample.Now, tolerance));
                    Assert.False(StandardWebhook.TryParse(secret, out _));
                },
                iter: Rounds / 10
            );
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

    private static string Changed(string text, Change[] changes) =>
        changes.Aggregate(text, (current, change) => change.Of(current));

    private static void AssertNotVerified(RequestSample sample) =>
        Assert.IsNotType<SignatureOutcome.Verified>(sample.Verify());

    private static string Headers(RequestSample sample) =>
        string.Join('\n', sample.Headers.Select(header => $"{header.Key}: {header.Value}"));

    /// <summary>A change of a text at a place in it.</summary>
    private sealed record Change(int Kind, int Start, int Length, int To, string Piece)
    {
        public string Of(string text)
        {
            var start = Start % (text.Length + 1);
            var end = Math.Min(text.Length, start + Length);
            return Kind switch
            {
                0 => text.Remove(start, end - start),
                1 => text.Insert(start, Piece),
                2 => text[..start] + Piece + text[end..],
                3 => text.Insert(To % (text.Length + 1), text[start..end]),
                _ => text[..start],
            };
        }
    }
}
