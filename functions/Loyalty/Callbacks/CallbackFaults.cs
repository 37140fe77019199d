using System.Net.Sockets;
using System.Security.Authentication;
using Loyalty.Network;

namespace Loyalty.Callbacks;

/// <summary>The words of <see cref="DeliveryAttempt.Fault"/>.</summary>
public static class CallbackFaults
{
    /// <summary>No answer in time.</summary>
    public const string Timeout = "timeout";

    /// <summary>The host's name has no address.</summary>
    public const string Resolve = "resolve";

    /// <summary>No connection.</summary>
    public const string Connect = "connect";

    /// <summary>The TLS handshake failed, the certificate included.</summary>
    public const string Tls = "tls";

    /// <summary>The host has an address that callbacks may not go to, or the URL is not allowed.</summary>
    public const string Blocked = "blocked";

    /// <summary>The answer broke off, or was not HTTP, or its headers were too large.</summary>
    public const string Response = "response";

    /// <summary>The receiver was busy with earlier callbacks, or the client had its share of attempts: now and every time the
    /// attempt was put off.</summary>
    public const string Busy = "busy";

    /// <summary>The client is disabled or gone.</summary>
    public const string Client = "client";

    /// <summary>The organisation has no messaging gateway any more.</summary>
    public const string Gateway = "gateway";

    /// <summary>The member has no address any more, or is closed.</summary>
    public const string Recipient = "recipient";

    /// <summary>The text was good for some time, and that is over.</summary>
    public const string Late = "late";

    /// <summary>The client's callback secret, or the notification's text, does not open with our data key. Nothing goes out
    /// without the signature that the receiver relies on.</summary>
    public const string Secret = "secret";

    /// <summary>The word for what came in between.</summary>
    internal static string Of(HttpRequestException fault) =>
        fault.InnerException switch
        {
            BlockedAddressException => Blocked,
            SocketException
            {
                SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData
            } => Resolve,
            SocketException => Connect,
            AuthenticationException => Tls,
            _ when fault.HttpRequestError == HttpRequestError.SecureConnectionError => Tls,
            _ when fault.HttpRequestError == HttpRequestError.ConnectionError => Connect,
            _ => Response,
        };
}
