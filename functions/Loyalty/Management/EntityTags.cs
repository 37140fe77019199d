namespace Loyalty.Management;

/// <summary>The rule of every change: it names the version that it changes.</summary>
public static class EntityTags
{
    /// <summary>Why a change may not be made to what has <paramref name="etag"/>; <see cref="Refusal.None"/> when it
    /// may.</summary>
    /// <param name="ifMatch">The tag that the caller named, empty when it can match nothing; null = none was
    /// named.</param>
    /// <param name="etag">The tag that the thing has now.</param>
    public static Refusal Check(string? ifMatch, string etag) =>
        ifMatch is null ? Refusal.PreconditionRequired
        : ifMatch == etag ? Refusal.None
        : Refusal.PreconditionFailed;
}
