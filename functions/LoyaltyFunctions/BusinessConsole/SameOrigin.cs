using Microsoft.AspNetCore.Http;

namespace LoyaltyFunctions.BusinessConsole;

/// <summary>
/// Whether a request was caused by this site itself, and not by a page of another one in the same browser. Browsers say so
/// in <c>Sec-Fetch-Site</c>, older ones in <c>Origin</c>, and let no script write either. What sends neither is no browser,
/// so nobody else's cookies are with it.
/// </summary>
internal static class SameOrigin
{
    /// <summary>Whether the request may use the cookie that came with it.</summary>
    public static bool Holds(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0)
            // "none": the person did it themselves, by the address bar for example.
            return site is ["same-origin" or "none"];
        var origin = request.Headers.Origin;
        return origin.Count == 0
            || (
                origin is [{ } only]
                && Uri.TryCreate(only, UriKind.Absolute, out var from)
                && string.Equals(from.Authority, AuthorityOf(request), StringComparison.OrdinalIgnoreCase)
            );
    }

    // Without the port where it is the scheme's own, as in the Origin header.
    private static string AuthorityOf(HttpRequest request) =>
        Uri.TryCreate($"{request.Scheme}://{request.Host.Value}", UriKind.Absolute, out var own) ? own.Authority : "";
}
