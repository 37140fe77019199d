namespace Loyalty.Signing;

/// <summary>What a key signs with. It belongs to the key and never to a message.</summary>
public enum KeyAlgorithm
{
    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2).</summary>
    RsaSha256,

    /// <summary>ECDSA with SHA-256 on P-256 (FIPS 186-5).</summary>
    EcdsaSha256,
}

/// <summary>What the two signature forms call an algorithm.</summary>
public static class KeyAlgorithmNames
{
    /// <summary>The name in the <c>algorithm</c> parameter of the <c>Signature</c> header (seed 000).</summary>
    public static string HeaderName(this KeyAlgorithm algorithm) =>
        algorithm switch
        {
            KeyAlgorithm.RsaSha256 => "RSA-SHA256",
            KeyAlgorithm.EcdsaSha256 => "ECDSA-SHA256",
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "Unknown key algorithm."),
        };

    /// <summary>The name in the <c>alg</c> parameter of <c>Signature-Input</c> (RFC 9421 §6.2.2).</summary>
    public static string MessageSignatureName(this KeyAlgorithm algorithm) =>
        algorithm switch
        {
            KeyAlgorithm.RsaSha256 => "rsa-v1_5-sha256",
            KeyAlgorithm.EcdsaSha256 => "ecdsa-p256-sha256",
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "Unknown key algorithm."),
        };
}
