using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LoyaltyFunctions.Http;

/// <summary>What a change must name: the version that it changes (RFC 9110, section 13.1.1).</summary>
internal static class Preconditions
{
    /// <summary>The tag of <c>If-Match</c> as the store gave it out; empty when it can match nothing, null when there is
    /// none. What that means is said once the thing is known to be there.</summary>
    public static string? IfMatch(this HttpRequest request)
    {
        var sent = request.Headers.IfMatch;
        if (sent.Count == 0)
            return null;
        // "*" would change whatever is there, which is what the header is asked for to prevent.
        return
            sent.Count == 1
            && EntityTagHeaderValue.TryParse(sent[0], out var tag)
            && tag is { IsWeak: false, Tag.Length: > 2 }
            ? tag.Tag.ToString().Trim('"')
            : "";
    }

    /// <summary>A store's tag, which has no quotes, as a header's value.</summary>
    public static string Header(string etag) => $"\"{etag}\"";
}
