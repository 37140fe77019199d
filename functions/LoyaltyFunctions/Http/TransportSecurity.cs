using Microsoft.AspNetCore.Http;

namespace LoyaltyFunctions.Http;

/// <summary>Tells callers who came by https to stay with it (RFC 6797); section 7.2 wants it left out otherwise.</summary>
internal static class TransportSecurity
{
    private const string ForAYear = "max-age=31536000";

    /// <summary>Adds the header to the answer, if the request came by https.</summary>
    public static void Demand(HttpContext context)
    {
        if (CameEncrypted(context.Request))
            context.Response.Headers.StrictTransportSecurity = ForAYear;
    }

    /// <summary>Whether the request left its caller by https. Azure's front end ends the encryption; of several proxies
    /// the first one is the caller's.</summary>
    public static bool CameEncrypted(HttpRequest request) =>
        request.IsHttps
        || string.Equals(
            request.Headers["X-Forwarded-Proto"].ToString().Split(',')[0].Trim(),
            Uri.UriSchemeHttps,
            StringComparison.OrdinalIgnoreCase
        );
}
