using System.Text.Json.Nodes;
using Loyalty.Signing;

namespace Loyalty.Tests.Signing;

/// <summary>
/// Our signatures judged by the libraries that partners use — http-signature, http-message-signatures and
/// standardwebhooks — and theirs by us. They read the machine's clock, so these tests do too.
/// </summary>
public sealed class InteropTests(NodeInterop node) : IClassFixture<NodeInterop>
{
    private const string Target = "/points?x=%2F";
    private static readonly string[] Kinds = ["rsa", "ec"];
    private static readonly byte[] Body = SigningFiles.VectorBytes("body.json");

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [RequiresNodeFact]
    public async Task Their_library_verifies_what_we_sign_in_the_form_of_the_guide()
    {
        foreach (var kind in Kinds)
        {
            using var key = Key(kind);
            var headers = RequestSigner.Sign(key, "POST", Target, Body, Now);
            Assert.True(await Verified("cavage", kind, key.Algorithm.HeaderName(), headers, Body), kind);
            Assert.False(await Verified("cavage", kind, key.Algorithm.HeaderName(), headers, [1]), kind);
            var forged = RequestSigner.Sign(key, "POST", "/other", Body, Now);
            Assert.False(await Verified("cavage", kind, key.Algorithm.HeaderName(), forged, Body), kind);
        }
    }

    [RequiresNodeFact]
    public async Task Their_library_verifies_what_we_sign_as_RFC_9421()
    {
        foreach (var kind in Kinds)
        {
            using var key = Key(kind);
            var headers = RequestSigner.SignMessage(key, "POST", Target, Body, Now);
            Assert.True(await Verified("rfc9421", kind, key.Algorithm.MessageSignatureName(), headers, Body), kind);
            Assert.False(await Verified("rfc9421", kind, key.Algorithm.MessageSignatureName(), headers, [1]), kind);
            var forged = RequestSigner.SignMessage(key, "POST", "/other", Body, Now);
            Assert.False(await Verified("rfc9421", kind, key.Algorithm.MessageSignatureName(), forged, Body), kind);
        }
    }

    [RequiresNodeFact]
    public async Task We_verify_what_their_library_signs_in_the_form_of_the_guide()
    {
        string[][] covered =
        [
            ["(created)", "digest", "(request-target)"],
            ["(request-target)", "(created)", "(expires)", "date", "digest"],
        ];
        foreach (var kind in Kinds)
        foreach (var parts in covered)
        {
            using var key = Key(kind);
            var request = await Signed("cavage", kind, key.Algorithm.HeaderName(), parts);
            Assert.Equal(new SignatureOutcome.Verified($"{kind}-key"), Verify(request.ToRequest()));
            request.Target = "/points";
            Assert.Equal(new SignatureOutcome.Rejected(SignatureFault.SignatureMismatch), Verify(request.ToRequest()));
        }
    }

    [RequiresNodeFact]
    public async Task We_verify_what_their_library_signs_as_RFC_9421()
    {
        string[][] covered =
        [
            ["@method", "@path", "content-digest"],
            ["@method", "@target-uri", "content-digest"],
            [
                "@authority",
                "@scheme",
                "@request-target",
                "@query",
                "@path",
                "@method",
                "content-type",
                "content-digest",
            ],
        ];
        foreach (var kind in Kinds)
        foreach (var parts in covered)
        {
            using var key = Key(kind);
            var request = await Signed("rfc9421", kind, key.Algorithm.MessageSignatureName(), parts);
            Assert.Equal(new SignatureOutcome.Verified($"{kind}-key"), Verify(request.ToRequest()));
            request.Method = "PUT";
            Assert.Equal(new SignatureOutcome.Rejected(SignatureFault.SignatureMismatch), Verify(request.ToRequest()));
        }
    }

    [RequiresNodeFact]
    public async Task Webhooks_verify_both_ways()
    {
        var webhook = StandardWebhook.Create();
        var seconds = Now.ToUnixTimeSeconds();
        var body = Convert.ToBase64String(Body);
        var ours = webhook.Sign("msg_1", seconds, Body);
        Assert.True(await Verified(webhook, ours));
        Assert.False(await Verified(StandardWebhook.Create(), ours));

        var answer = await node.Ask(
            new
            {
                op = "sign",
                form = "webhook",
                secret = webhook.ExportSecret(),
                id = "msg_1",
                timestamp = seconds,
                body,
            }
        );
        var theirs = answer["signature"]!.GetValue<string>();
        Assert.True(webhook.Verify("msg_1", $"{seconds}", theirs, Body, Now, TimeSpan.FromSeconds(300)));
        Assert.Equal(ours, theirs);

        async Task<bool> Verified(StandardWebhook with, string signature)
        {
            var headers = new Dictionary<string, string>
            {
                ["webhook-id"] = "msg_1",
                ["webhook-timestamp"] = $"{seconds}",
                ["webhook-signature"] = signature,
            };
            var secret = with.ExportSecret();
            return IsVerified(
                await node.Ask(
                    new
                    {
                        op = "verify",
                        form = "webhook",
                        secret,
                        headers,
                        body,
                    }
                )
            );
        }
    }

    private static SigningKey Key(string kind) => kind == "rsa" ? TestKeys.RsaSigning() : TestKeys.EcSigning();

    private static SignatureOutcome Verify(SignedRequest request) =>
        SignatureVerifier.Verify(request, TestKeys.Find, Now, SignatureVerifier.DefaultTolerance);

    private static bool IsVerified(JsonNode answer) => answer["verified"]!.GetValue<bool>();

    private async Task<bool> Verified(
        string form,
        string kind,
        string algorithm,
        IReadOnlyList<KeyValuePair<string, string>> headers,
        byte[] body
    ) =>
        IsVerified(
            await node.Ask(
                new
                {
                    op = "verify",
                    form,
                    keyId = $"{kind}-key",
                    algorithm,
                    publicKeyPem = SigningFiles.Vector($"{kind}-public.pem"),
                    method = "POST",
                    target = Target,
                    body = Convert.ToBase64String(body),
                    headers = headers.ToDictionary(),
                }
            )
        );

    private async Task<RequestSample> Signed(string form, string kind, string algorithm, string[] parts)
    {
        var answer = await node.Ask(
            new
            {
                op = "sign",
                form,
                keyId = $"{kind}-key",
                algorithm,
                privateKeyPem = SigningFiles.Vector($"{kind}-private.pem"),
                method = "POST",
                target = Target,
                body = Convert.ToBase64String(Body),
                parts,
            }
        );
        Assert.Null(answer["error"]);
        var request = new RequestSample
        {
            Target = Target,
            Body = Body,
            Authority = "loyalty.example",
        };
        foreach (var (name, value) in answer["headers"]!.AsObject())
            request.Headers[name] = value!.GetValue<string>();
        return request;
    }
}
