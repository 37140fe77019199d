namespace Loyalty.Local.Tests.Support;

/// <summary>How a request is signed.</summary>
internal enum SignatureForm
{
    None,

    /// <summary>The <c>Digest</c> and <c>Signature</c> headers of seed 000.</summary>
    Header,

    /// <summary>RFC 9421.</summary>
    Message,
}
