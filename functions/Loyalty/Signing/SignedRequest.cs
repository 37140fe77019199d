using Microsoft.Extensions.Primitives;

namespace Loyalty.Signing;

/// <summary>The parts of an HTTP request that a signature can cover, as they were on the wire.</summary>
public sealed class SignedRequest
{
    /// <summary>The method as sent, for example <c>POST</c>.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query as sent, percent-encoding untouched, for example <c>/points?x=%20</c>.</summary>
    public required string RawTarget { get; init; }

    /// <summary>
    /// The scheme that the client used; only the RFC 9421 components @scheme and @target-uri need it.
    /// </summary>
    public string Scheme { get; init; } = "https";

    /// <summary>
    /// Host and port that the client used; only the RFC 9421 components @authority and @target-uri need it.
    /// </summary>
    public string Authority { get; init; } = "";

    /// <summary>Every value of a header, by its name in any case; empty when the header was not sent.</summary>
    public required Func<string, StringValues> Header { get; init; }

    /// <summary>The raw body.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}
