using Loyalty.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace LoyaltyFunctions.Http;

/// <summary>What a change must name: the version that it changes (RFC 9110 §13.1.1).</summary>
internal static class Preconditions
{
    /// <summary>What <c>If-Match</c> names, one that is not readable nothing; null when there is none. What that means is
    /// said once the thing is known to be there.</summary>
    public static IfMatch? IfMatch(this HttpRequest request) =>
        StringValues.IsNullOrEmpty(request.Headers.IfMatch) ? null
        : TryRead(request, out var named) ? named
        : new IfMatch([]);

    /// <summary>Whether <c>If-Match</c> is absent, empty, a star or a list of tags.</summary>
    public static bool HasGoodIfMatch(this HttpRequest request) =>
        StringValues.IsNullOrEmpty(request.Headers.IfMatch) || TryRead(request, out _);

    private static bool TryRead(HttpRequest request, out IfMatch named)
    {
        named = new IfMatch([]);
        if (!EntityTagHeaderValue.TryParseStrictList(request.Headers.IfMatch, out var tags))
            return false;
        if (tags.Contains(EntityTagHeaderValue.Any))
        {
            named = new IfMatch(null);
            return tags.Count == 1;
        }

        // A weak tag never matches here (RFC 9110 §13.1.1).
        named = new IfMatch([.. tags.Where(tag => !tag.IsWeak).Select(tag => tag.Tag.ToString()[1..^1])]);
        return true;
    }
}
