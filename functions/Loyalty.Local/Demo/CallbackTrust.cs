using System.Security.Cryptography;
using System.Text;
using Loyalty.Identity;
using Loyalty.Signing;
using Microsoft.IdentityModel.Tokens;

namespace Loyalty.Local.Demo;

/// <summary>What a receiver checks callbacks against: the platform's published keys and the shared secret.</summary>
/// <param name="baseUrl">The platform.</param>
/// <param name="callbackSecret"><c>whsec_…</c>; null = the webhook signature is not checked.</param>
/// <param name="http">Fetches the keys.</param>
public sealed class CallbackTrust(Uri baseUrl, string? callbackSecret, HttpClient http)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);
    private IReadOnlyList<PublicKey> keys = [];

    /// <summary>Checks both signatures of a callback.</summary>
    public async Task<ReceivedCallback> CheckAsync(
        SignedRequest request,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var outcome = Verify();
        if (outcome is SignatureOutcome.Rejected { Fault: SignatureFault.UnknownKey })
        {
            // A key that was published after the last look.
            keys = await FetchKeysAsync(cancellationToken);
            outcome = Verify();
        }

        var signature = outcome switch
        {
            SignatureOutcome.Verified good => $"verified with {good.KeyId}",
            SignatureOutcome.Rejected bad => bad.Fault.PublicText(),
            _ => "absent",
        };
        var webhook = CheckWebhook(request, now);
        return new ReceivedCallback(
            Encoding.UTF8.GetString(request.Body.Span),
            signature,
            webhook ?? "verified",
            outcome is SignatureOutcome.Verified && webhook is null or "not checked"
        );

        SignatureOutcome Verify() =>
            SignatureVerifier.Verify(request, id => keys.FirstOrDefault(key => key.KeyId == id), now, Tolerance);
    }

    private string? CheckWebhook(SignedRequest request, DateTimeOffset now)
    {
        if (callbackSecret is null)
            return "not checked";
        if (!StandardWebhook.TryParse(callbackSecret, out var secret))
            return "the callback secret cannot be read";
        return secret.Verify(
            request.Header("webhook-id").ToString(),
            request.Header("webhook-timestamp").ToString(),
            request.Header("webhook-signature").ToString(),
            request.Body.Span,
            now,
            Tolerance
        )
            ? null
            : "does not verify";
    }

    private async Task<IReadOnlyList<PublicKey>> FetchKeysAsync(CancellationToken cancellationToken)
    {
        var url = new Uri(baseUrl, "/realms/partner" + Discovery.JwksPath);
        var set = new JsonWebKeySet(await http.GetStringAsync(url, cancellationToken));
        var found = new List<PublicKey>();
        foreach (var key in set.Keys)
            if (PublicKey.TryFromPem(key.KeyId, PemOf(key), out var publicKey, out _))
                found.Add(publicKey);
        return found;
    }

    private static string PemOf(JsonWebKey key)
    {
        if (key.Kty == JsonWebAlgorithmsKeyTypes.RSA)
        {
            using var rsa = RSA.Create(
                new RSAParameters
                {
                    Modulus = Base64UrlEncoder.DecodeBytes(key.N),
                    Exponent = Base64UrlEncoder.DecodeBytes(key.E),
                }
            );
            return rsa.ExportSubjectPublicKeyInfoPem();
        }

        using var ec = ECDsa.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = Base64UrlEncoder.DecodeBytes(key.X), Y = Base64UrlEncoder.DecodeBytes(key.Y) },
            }
        );
        return ec.ExportSubjectPublicKeyInfoPem();
    }
}
