namespace Loyalty.Signing;

/// <summary>What one of the platform's own keys is used for.</summary>
public enum KeyUse
{
    /// <summary>Access tokens (ES256).</summary>
    Token,

    /// <summary>Callbacks, by default: ECDSA-SHA256.</summary>
    CallbackEcdsa,

    /// <summary>Callbacks to clients that are set to RSA-SHA256.</summary>
    CallbackRsa,
}
