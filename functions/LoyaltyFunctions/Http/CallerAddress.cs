using System.Net;
using System.Net.Sockets;
using Loyalty.Limits;
using Microsoft.AspNetCore.Http;

namespace LoyaltyFunctions.Http;

/// <summary>Where a request came from, for limits: an IPv4 address, or the network of an IPv6 one, in which anybody has
/// addresses without end.</summary>
internal static class CallerAddress
{
    private const int NetworkBytes = 8;

    /// <summary>The address; of unreadable ones all are the same.</summary>
    public static string AddressOf(this HttpRequest request, LimitOptions options) =>
        Forwarded(request, options.AddressHeader) is { } address ? Name(address) : "";

    /// <summary>Each proxy adds whom it heard: the last is what the trusted one says.</summary>
    private static IPAddress? Forwarded(HttpRequest request, string header)
    {
        if (header.Length == 0)
            return request.HttpContext.Connection.RemoteIpAddress;
        var last = request.Headers[header].ToString().Split(',')[^1].Trim();
        return IPAddress.TryParse(last, out var address) ? address
            : IPEndPoint.TryParse(last, out var end) ? end.Address
            : null;
    }

    private static string Name(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes).ToString();
    }
}
