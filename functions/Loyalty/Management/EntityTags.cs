namespace Loyalty.Management;

/// <summary>The tags of versions, and the rule of every change: it names the version that it changes.</summary>
public static class EntityTags
{
    /// <summary>Why a change may not be made to what has <paramref name="etag"/>; <see cref="Refusal.None"/> when it
    /// may.</summary>
    /// <param name="ifMatch">The versions that the caller named; null = none was named.</param>
    /// <param name="etag">The tag that the thing has now.</param>
    public static Refusal Check(IfMatch? ifMatch, string etag) =>
        ifMatch is null ? Refusal.PreconditionRequired
        : ifMatch.Tags is null || ifMatch.Tags.Contains(etag) ? Refusal.None
        : Refusal.PreconditionFailed;

    /// <summary>A store's tag, which has no quotes, as callers get it and send it back.</summary>
    public static string Quoted(string etag) => $"\"{etag}\"";
}
