namespace Loyalty.Catalog;

/// <summary>Which of our keys signs a client's callbacks.</summary>
public enum CallbackSigning
{
    EcdsaSha256 = 0,
    RsaSha256 = 1,
}
