namespace Loyalty.Identity;

/// <summary>What comparing a secret with a stored hash found.</summary>
public enum SecretCheck
{
    /// <summary>It is another secret.</summary>
    Different,

    /// <summary>It is this secret.</summary>
    Same,

    /// <summary>The stored text is no hash of ours, so no secret fits it. Somebody must look at the stored
    /// document.</summary>
    Unreadable,
}
