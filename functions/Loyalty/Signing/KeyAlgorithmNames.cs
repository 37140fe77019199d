namespace Loyalty.Signing;

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
