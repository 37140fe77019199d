namespace Loyalty.Signing;

/// <summary>
/// Bounds on what is parsed, far above every honest signature. The public texts of the faults name them.
/// </summary>
internal static class SignatureLimits
{
    public const int HeaderLength = 8192;
    public const int Parameters = 16;
    public const int Parts = 32;

    /// <summary>The signature of the largest RSA key that is accepted.</summary>
    public const int SignatureBytes = 1024;
}
