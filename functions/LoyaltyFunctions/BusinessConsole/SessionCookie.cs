using System.Net;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LoyaltyFunctions.BusinessConsole;

/// <summary>
/// The cookie that keeps a session's ticket: out of reach for scripts, and not sent with requests that other sites cause.
/// It ends with the browser; how long the session lives is kept with the session.
/// </summary>
internal static class SessionCookie
{
    private const string Name = "loyalty-session";

    // With this prefix a browser takes the cookie by https alone, and none that another host of the domain has set.
    private const string HostOnly = "__Host-";

    /// <summary>The ticket that came with the request, or null.</summary>
    public static string? TicketOf(HttpRequest request) => request.Cookies[NameFor(request)];

    /// <summary>Has the browser keep a ticket.</summary>
    public static Reply Keep(this Reply reply, HttpRequest request, string ticket) =>
        reply.With(HeaderNames.SetCookie, For(request, ticket).ToString());

    /// <summary>Has the browser forget its ticket.</summary>
    public static Reply Forget(this Reply reply, HttpRequest request)
    {
        var gone = For(request, "");
        gone.MaxAge = TimeSpan.Zero;
        return reply.With(HeaderNames.SetCookie, gone.ToString());
    }

    private static SetCookieHeaderValue For(HttpRequest request, string value) =>
        new(NameFor(request), value)
        {
            HttpOnly = true,
            Secure = IsSecure(request),
            SameSite = Microsoft.Net.Http.Headers.SameSiteMode.Strict,
            Path = "/",
        };

    private static string NameFor(HttpRequest request) => IsSecure(request) ? HostOnly + Name : Name;

    /// <summary>Always, except where a developer opens the local host by plain http on the same machine.</summary>
    private static bool IsSecure(HttpRequest request) =>
        TransportSecurity.CameEncrypted(request) || !IsLoopback(request.Host.Host);

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
