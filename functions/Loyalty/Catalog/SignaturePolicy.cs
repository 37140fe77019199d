namespace Loyalty.Catalog;

/// <summary>Whether a client's requests must be signed. One that is signed must verify either way.</summary>
public enum SignaturePolicy
{
    Optional = 0,
    Required = 1,
}
