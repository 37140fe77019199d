namespace Loyalty.Signing;

/// <summary>
/// What became of a request's signature: <see cref="Absent"/>, <see cref="Verified"/> or <see cref="Rejected"/>.
/// </summary>
public abstract record SignatureOutcome
{
    private SignatureOutcome() { }

    /// <summary>
    /// The request carries no signature in either form. Whether that is allowed is the client's setting.
    /// </summary>
    public static SignatureOutcome None { get; } = new Absent();

    /// <summary>No signature was sent.</summary>
    public sealed record Absent : SignatureOutcome;

    /// <summary>The signature is good, made with the key of this id.</summary>
    public sealed record Verified(string KeyId) : SignatureOutcome;

    /// <summary>A signature was sent and is refused; <see cref="SignatureFaultTexts"/> has the words.</summary>
    public sealed record Rejected(SignatureFault Fault) : SignatureOutcome;
}
