using System.Buffers;
using System.Net;
using Loyalty.Network;

namespace Loyalty.Callbacks;

/// <summary>
/// What can be known of a callback URL without asking anyone: its form, and whether its host is allowed. Names are
/// resolved, and their addresses checked, only when connecting (<see cref="OutgoingConnection"/>), because an answer of
/// DNS is worth nothing a moment later.
/// </summary>
public static class CallbackUrl
{
    /// <summary>Longest URL, in characters.</summary>
    public const int MaxLength = 2048;

    // RFC 1035 §2.3.4, in text form.
    private const int MaxHostLength = 253;

    // System.Uri trims white space, drops some controls and reads a backslash as a slash. Other readers of the same text do
    // not, and would see another host.
    private static readonly SearchValues<char> ReadInTwoWays = SearchValues.Create([
        .. Enumerable.Range(0, 0x21).Append('\\').Append(0x7F).Select(c => (char)c),
    ]);

    private static readonly SearchValues<char> NotInHost = SearchValues.Create("/?#@[]");

    /// <summary>What is wrong with the URL, as one sentence for its field's error; null when it may be used.</summary>
    /// <param name="url">As the caller wrote it.</param>
    /// <param name="allowedHosts">Names or addresses without port, <see cref="Catalog.Client.CallbackHosts"/>; empty = any
    /// public host.</param>
    /// <param name="allowLoopbackAndHttp"><see cref="CallbackOptions.AllowLoopbackAndHttp"/>.</param>
    public static string? FaultOf(string url, IReadOnlyList<string> allowedHosts, bool allowLoopbackAndHttp)
    {
        if (url.Length is 0 or > MaxLength)
            return $"Must have 1 to {MaxLength} characters.";
        if (url.AsSpan().ContainsAny(ReadInTwoWays) || !Uri.TryCreate(url, UriKind.Absolute, out var uri))
            return "Must be an absolute URL.";
        if (uri.Scheme != Uri.UriSchemeHttps && !(allowLoopbackAndHttp && uri.Scheme == Uri.UriSchemeHttp))
            return allowLoopbackAndHttp ? "Must be an http or https URL." : "Must be an https URL.";
        if (AuthorityOf(url).Contains('@'))
            return "Must not contain a user name or password.";
        if (uri.Port < 1 || HostOf(uri) is not { } host)
            return "Must name a possible host and port.";
        if (!CanBePublic(host, allowLoopbackAndHttp))
            return "Must lead to a public address.";
        return IsListed(host, allowedHosts) ? null : "Its host is not one of the client's callback hosts.";
    }

    /// <summary>Whether the text can stand in <see cref="Catalog.Client.CallbackHosts"/>: a host and nothing else.</summary>
    public static bool IsHost(string text) => HostOf(text) is not null;

    private static bool IsListed(string host, IReadOnlyList<string> allowedHosts)
    {
        if (allowedHosts.Count == 0)
            return true;
        foreach (var allowed in allowedHosts)
            if (HostOf(allowed) == host)
                return true;
        return false;
    }

    private static bool CanBePublic(string host, bool allowLoopback)
    {
        if (IPAddress.TryParse(host, out var address))
            return PublicAddress.IsAllowed(address, allowLoopback);
        // RFC 6761 §6.3: these names are loopback, whatever a resolver says.
        return allowLoopback || !(host is "localhost" || host.EndsWith(".localhost", StringComparison.Ordinal));
    }

    /// <summary>The part between <c>://</c> and the path, as written: Uri does not show an empty user name.</summary>
    private static ReadOnlySpan<char> AuthorityOf(string url)
    {
        var rest = url.AsSpan(url.IndexOf("://", StringComparison.Ordinal) + 3);
        var end = rest.IndexOfAny("/?#");
        return end < 0 ? rest : rest[..end];
    }

    private static string? HostOf(string text)
    {
        var bare = text is ['[', .., ']'] ? text[1..^1] : text;
        if (bare.AsSpan().ContainsAny(ReadInTwoWays) || bare.AsSpan().ContainsAny(NotInHost))
            return null;
        // A colon means an IPv6 address; a port is not part of a host.
        var written = bare.Contains(':') ? $"[{bare}]" : bare;
        return Uri.TryCreate($"https://{written}/", UriKind.Absolute, out var uri) ? HostOf(uri) : null;
    }

    /// <summary>
    /// One form for one host: names in lower case and punycode without the root's dot, addresses as <see cref="IPAddress"/>
    /// writes them, whatever base they were written in. Null when it is neither.
    /// </summary>
    private static string? HostOf(Uri uri)
    {
        if (uri.HostNameType is not (UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6))
            return null;
        var host = uri.IdnHost.ToLowerInvariant();
        if (host.EndsWith('.'))
            host = host[..^1];
        if (IPAddress.TryParse(host, out var address))
            return PublicAddress.Canonical(address).ToString();
        return host.Length <= MaxHostLength && Uri.CheckHostName(host) == UriHostNameType.Dns ? host : null;
    }
}
