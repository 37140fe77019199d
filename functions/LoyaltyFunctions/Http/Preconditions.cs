using Loyalty;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LoyaltyFunctions.Http;

/// <summary>What a change must name: the version that it changes (RFC 9110, section 13.1.1).</summary>
internal static class Preconditions
{
    /// <summary>The tag of <c>If-Match</c> as the store gave it out, or the problem to answer.</summary>
    public static (string? ETag, Problem? Problem) IfMatch(HttpRequest request)
    {
        var sent = request.Headers.IfMatch;
        if (sent.Count == 0)
            return (null, Refusal.PreconditionRequired);
        // "*" would change whatever is there, which is what the header is asked for to prevent.
        return sent.Count == 1 && EntityTagHeaderValue.TryParse(sent[0], out var tag) && tag.Tag.Length > 2
            ? (tag.IsWeak ? "" : tag.Tag.ToString().Trim('"'), null)
            : (null, Refusal.PreconditionFailed);
    }

    /// <summary>A store's tag, which has no quotes, as a header's value.</summary>
    public static string Header(string etag) => $"\"{etag}\"";
}
