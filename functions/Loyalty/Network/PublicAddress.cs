using System.Net;
using System.Net.Sockets;

namespace Loyalty.Network;

/// <summary>
/// Which addresses a request may go to whose URL a caller chose. Without this it could make us ask our own network: the
/// metadata service, a database, another tenant. Ranges from the IANA special-purpose registries.
/// </summary>
public static class PublicAddress
{
    private static readonly IPNetwork[] SpecialIPv4 =
    [
        .. new[]
        {
            "0.0.0.0/8", // This host, RFC 1122.
            "10.0.0.0/8", // Private, RFC 1918.
            "100.64.0.0/10", // Carrier-grade NAT, RFC 6598.
            "127.0.0.0/8", // Loopback.
            "168.63.129.16/32", // Azure's platform channel: public by number, but answered inside every virtual network.
            "169.254.0.0/16", // Link-local; the metadata service of most clouds.
            "172.16.0.0/12", // Private, RFC 1918.
            "192.0.0.0/24", // IETF protocol assignments.
            "192.0.2.0/24", // Documentation.
            "192.31.196.0/24", // AS112.
            "192.52.193.0/24", // Multicast tunnelling, RFC 7450.
            "192.88.99.0/24", // 6to4 relays, RFC 7526.
            "192.168.0.0/16", // Private, RFC 1918.
            "192.175.48.0/24", // AS112.
            "198.18.0.0/15", // Benchmarking.
            "198.51.100.0/24", // Documentation.
            "203.0.113.0/24", // Documentation.
            "224.0.0.0/4", // Multicast.
            "240.0.0.0/4", // Reserved, and broadcast.
        }.Select(IPNetwork.Parse),
    ];

    // Only this eighth of the space is global unicast (RFC 4291). Loopback, mapped and compatible IPv4, NAT64, unique local,
    // link-local, site-local and multicast addresses all lie outside it.
    private static readonly IPNetwork GlobalIPv6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] SpecialIPv6 =
    [
        .. new[]
        {
            "2001::/23", // IETF protocol assignments, among them Teredo, which carries an IPv4 address.
            "2001:db8::/32", // Documentation.
            "2002::/16", // 6to4, which carries an IPv4 address.
            "2620:4f:8000::/48", // AS112.
            "3fff::/20", // Documentation.
        }.Select(IPNetwork.Parse),
    ];

    // The one NAT64 prefix that leads to the Internet (RFC 6052). 64:ff9b:1::/48 leads into the local network.
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether the address is one of the Internet's; or, where the setting allows, loopback.</summary>
    public static bool IsAllowed(IPAddress address, bool allowLoopback) =>
        IsPublic(address) || (allowLoopback && IPAddress.IsLoopback(Canonical(address)));

    /// <summary>Whether the address is one of the Internet's.</summary>
    public static bool IsPublic(IPAddress address)
    {
        address = Canonical(address);
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return !Array.Exists(SpecialIPv4, network => network.Contains(address));
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return false;
        if (Nat64.Contains(address))
            return IsPublic(EmbeddedIPv4(address));
        return GlobalIPv6.Contains(address) && !Array.Exists(SpecialIPv6, network => network.Contains(address));
    }

    /// <summary>One form for one address: <c>::ffff:192.0.2.1</c> is <c>192.0.2.1</c>.</summary>
    public static IPAddress Canonical(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static IPAddress EmbeddedIPv4(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return new IPAddress(bytes[12..]);
    }
}
