using System.Buffers;
using Loyalty;
using Loyalty.Signing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LoyaltyFunctions.Http;

/// <summary>Reads requests: their body within its limit, and what a signature covers.</summary>
internal static class IncomingRequest
{
    /// <summary>The whole body, or null when it is longer than <paramref name="limit"/> bytes.</summary>
    public static async ValueTask<byte[]?> ReadBodyAsync(
        this HttpRequest request,
        int limit,
        CancellationToken cancellationToken
    )
    {
        if (request.ContentLength > limit)
            return null;
        var buffer = ArrayPool<byte>.Shared.Rent(limit + 1);
        try
        {
            var length = 0;
            while (length <= limit)
            {
                var read = await request.Body.ReadAsync(buffer.AsMemory(length, limit + 1 - length), cancellationToken);
                if (read == 0)
                    return buffer.AsSpan(0, length).ToArray();
                length += read;
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>What to say to a body that does not claim to be JSON; null when it does. One without a content type is
    /// taken at its word.</summary>
    public static Problem? WhyNotJson(this HttpRequest request) =>
        request.IsEncoded()
            ? new Problem { Refusal = Refusal.UnsupportedMediaType, Detail = "A Content-Encoding is not supported." }
        : string.IsNullOrEmpty(request.ContentType) || request.HasJsonContentType() ? null
        : Refusal.UnsupportedMediaType;

    /// <summary>Whether the body is compressed (RFC 9110 §8.4). Such a body is not read, or a few bytes could become any
    /// number.</summary>
    public static bool IsEncoded(this HttpRequest request) =>
        request.Headers.ContentEncoding is not ([] or ["identity"]);

    /// <summary>The request as signatures see it.</summary>
    public static SignedRequest ToSignedRequest(this HttpRequest request, ReadOnlyMemory<byte> body)
    {
        var target = request.HttpContext.Features.Get<IHttpRequestFeature>()?.RawTarget;
        // A proxy may send the whole URL (RFC 9112 §3.2.2); what was signed is its path and query.
        if (target is not ['/', ..] && Uri.TryCreate(target, UriKind.Absolute, out var whole))
            target = whole.PathAndQuery;
        return new SignedRequest
        {
            Method = request.Method,
            RawTarget = string.IsNullOrEmpty(target) ? request.Path + request.QueryString.Value : target,
            Scheme = request.Scheme,
            Authority = request.Host.Value ?? "",
            Header = name => request.Headers[name],
            Body = body,
        };
    }
}
