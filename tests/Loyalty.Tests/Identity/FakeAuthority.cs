using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Base64Url = System.Buffers.Text.Base64Url;

namespace Loyalty.Tests.Identity;

/// <summary>An OpenID Connect authority in memory: discovery document, keys, and tokens signed with them.</summary>
internal sealed class FakeAuthority : HttpMessageHandler
{
    public const string Url = "https://login.test/tenant/v2.0";
    public const string Audience = "api://loyalty";

    // Making RSA keys takes long; these are the first and the rotated one.
    private static readonly RSA[] RsaKeys = [RSA.Create(2048), RSA.Create(2048)];
    private static readonly ECDsa EcKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly JsonArray keys = [];

    public FakeAuthority()
    {
        AddRsa(0);
    }

    /// <summary>How often the discovery document was asked for.</summary>
    public int Asked { get; private set; }

    /// <summary>Answers instead of the documents when set; null = as if the network were gone.</summary>
    public Func<HttpResponseMessage?>? Outage { get; set; }

    /// <summary>What its answers wait for.</summary>
    public Task Ready { get; set; } = Task.CompletedTask;

    /// <summary>The issuer that its discovery document names.</summary>
    public string Issuer { get; set; } = Url;

    /// <summary>How many spaces end its answers.</summary>
    public int Padding { get; set; }

    public bool IsDisposed { get; private set; }

    public string JwksUri { get; set; } = "https://login.test/keys";

    public static Func<byte[], byte[]> Rsa(int number) => Jwt.Rs256(RsaKeys[number]);

    public static Func<byte[], byte[]> Pss(int number) => Jwt.Ps256(RsaKeys[number]);

    public static Func<byte[], byte[]> Ec() => Jwt.Es256(EcKey);

    public static byte[] PublicDer(int number) => RsaKeys[number].ExportSubjectPublicKeyInfo();

    public void AddRsa(int number)
    {
        var parameters = RsaKeys[number].ExportParameters(false);
        keys.Add(
            new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["kid"] = $"rsa-{number}",
                ["n"] = Base64Url.EncodeToString(parameters.Modulus),
                ["e"] = Base64Url.EncodeToString(parameters.Exponent),
            }
        );
    }

    public void AddEc()
    {
        var point = EcKey.ExportParameters(false).Q;
        keys.Add(
            new JsonObject
            {
                ["kty"] = "EC",
                ["crv"] = "P-256",
                ["kid"] = "ec",
                ["x"] = Base64Url.EncodeToString(point.X),
                ["y"] = Base64Url.EncodeToString(point.Y),
            }
        );
    }

    public void AddSymmetric(byte[] secret) =>
        keys.Add(
            new JsonObject
            {
                ["kty"] = "oct",
                ["kid"] = "oct",
                ["k"] = Base64Url.EncodeToString(secret),
            }
        );

    public void Remove(string keyId) => keys.Remove(keys.Single(key => (string?)key!["kid"] == keyId));

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var url = request.RequestUri!.ToString();
        if (url == Url + "/.well-known/openid-configuration")
            Asked++;
        await Ready;
        if (Outage is { } outage)
            return outage() ?? throw new HttpRequestException("No route to host.");
        JsonNode? answer =
            url == JwksUri ? new JsonObject { ["keys"] = keys.DeepClone() }
            : url == Url + "/.well-known/openid-configuration"
                ? new JsonObject { ["issuer"] = Issuer, ["jwks_uri"] = JwksUri }
            : null;
        return answer is null
            ? new HttpResponseMessage(HttpStatusCode.NotFound)
            : new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(answer.ToJsonString() + new string(' ', Padding)),
            };
    }

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
