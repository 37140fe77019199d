namespace Loyalty.Signing;

/// <summary>Which key ids can be written in both signature forms.</summary>
internal static class KeyId
{
    public const int MaximumLength = 256;

    /// <summary>What makes one good, as one sentence for its field's error.</summary>
    public const string Rules = "Must be 1 to 256 printable ASCII characters without quotation mark and backslash.";

    /// <summary>
    /// Printable ASCII without quote and backslash: anything else needs escapes, on which implementations of the
    /// header form disagree.
    /// </summary>
    public static bool IsValid(string keyId)
    {
        if (keyId.Length is 0 or > MaximumLength)
            return false;
        foreach (var c in keyId)
        {
            if (c is < ' ' or > '~' or '"' or '\\')
                return false;
        }
        return true;
    }
}
