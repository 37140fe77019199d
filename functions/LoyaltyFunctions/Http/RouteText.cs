using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LoyaltyFunctions.Http;

/// <summary>Route values as the caller meant them.</summary>
internal static class RouteText
{
    /// <summary>Set by the Functions host on what it forwards; a caller cannot send it through the host.</summary>
    internal const string ForwardedMark = "x-ms-invocation-id";

    /// <summary>The value of the route's last segment.</summary>
    public static string Last(HttpRequest request, string value) => FromEnd(request, value, 0);

    /// <summary>
    /// The value of the segment with so many behind it. Routing shows an encoded slash and the text <c>%2F</c> alike, so the request
    /// line says which was sent; where a host does not show that, it is taken for a slash.
    /// </summary>
    public static string FromEnd(HttpRequest request, string value, int behind)
    {
        var path = (request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "").Split('?')[0];
        var segments = path.TrimEnd('/').Split('/');
        var sent = segments.Length > behind ? Uri.UnescapeDataString(segments[^(1 + behind)]) : "";
        // The Functions host encodes the path anew, and with it the percent sign of an encoded slash: %2F comes as %252F.
        if (request.Headers.ContainsKey(ForwardedMark))
            sent = Decode(sent);
        return Decode(sent) == Decode(value) ? sent : Decode(value);
    }

    /// <summary>Routing decodes everything but the slash, which would otherwise look like a separator.</summary>
    private static string Decode(string value) => value.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
