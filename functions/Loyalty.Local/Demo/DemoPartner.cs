namespace Loyalty.Local.Demo;

/// <summary>The demo organisation's partner, with the private key that it signs with.</summary>
public sealed record DemoPartner
{
    public required ClientId ClientId { get; init; }
    public required string ClientSecret { get; init; }
    public required string KeyId { get; init; }

    /// <summary>PKCS#8, RSA 2048.</summary>
    public required string PrivateKeyPem { get; init; }

    /// <summary><c>whsec_…</c>, the key of <c>webhook-signature</c>.</summary>
    public required string CallbackSecret { get; init; }
}
