using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace LoyaltyFunctions.Http;

/// <summary>A file of one of the web sites, answered whole, or with a 304 to those who have it already.</summary>
internal sealed class SiteFile : IResult
{
    /// <summary>
    /// Nothing but this origin's own scripts and styles, none of them inline, no frame around the page, and no place in
    /// the document where a text could become markup (Trusted Types without any policy).
    /// </summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
        + "trusted-types 'none'";

    private readonly byte[] body;
    private readonly string contentType;
    private readonly EntityTagHeaderValue tag;

    public SiteFile(string path, byte[] body)
    {
        this.body = body;
        contentType = ContentTypeOf(path);
        tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16))}\"");
    }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        var headers = response.Headers;
        headers.ETag = tag.ToString();
        // Asked for each time, answered with a 304 mostly: a new version is in force at once, in all its files.
        headers.CacheControl = "no-cache";
        headers.XContentTypeOptions = "nosniff";
        TransportSecurity.Demand(httpContext);
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (IsKnownTo(request))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = contentType;
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }

    /// <summary>Whether the caller named the version that it has (RFC 9110, section 13.1.2: compared weakly).</summary>
    private bool IsKnownTo(HttpRequest request) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known)
        && known.Any(one => one.Tag == "*" || one.Compare(tag, useStrongComparison: false));

    private static string ContentTypeOf(string path) =>
        Path.GetExtension(path) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".json" => "application/json",
            ".yaml" => "application/yaml",
            var other => throw new InvalidOperationException($"No content type for {other} is known."),
        };
}
