using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Loyalty;
using Loyalty.Identity;
using Loyalty.Json;
using Microsoft.AspNetCore.Http;

namespace LoyaltyFunctions.Http;

/// <summary>An answer whose bytes are known, mostly JSON: of any status, never sniffed, and not cached unless it says
/// so.</summary>
internal sealed class Reply : IResult
{
    private readonly int status;
    private readonly byte[] body;
    private readonly string? contentType;
    private readonly List<(string Name, string Value)> headers = [];
    private string caching = "no-store";
    private Refusal refusal;

    private Reply(int status, byte[] body, string? contentType)
    {
        this.status = status;
        this.body = body;
        this.contentType = contentType;
    }

    /// <summary>A JSON document.</summary>
    public static Reply Json<T>(int status, T value, JsonTypeInfo<T> type) =>
        new(status, JsonText.Write(value, type), "application/json");

    /// <summary>A JSON document that is written already.</summary>
    public static Reply Json(int status, byte[] json) => new(status, json, "application/json");

    /// <summary>An answer without a body.</summary>
    public static Reply Empty(int status) => new(status, [], null);

    /// <summary>Any other content.</summary>
    public static Reply Bytes(int status, byte[] body, string contentType) => new(status, body, contentType);

    /// <summary>A problem document (RFC 9457).</summary>
    public static Reply Problem(Loyalty.Problem problem)
    {
        var document = ProblemDocument.Of(problem);
        var reply = new Reply(
            document.Status,
            JsonText.Write(document, ProblemJson.Default.ProblemDocument),
            "application/problem+json"
        )
        {
            refusal = problem.Refusal,
        };
        // RFC 6750 §3: every refusal for want of a scope has one, with the scopes where they are known.
        var lacksScope = problem.Refusal == Refusal.InsufficientScope;
        if ((problem.Challenge ?? (lacksScope ? BearerChallenge.InsufficientScope() : null)) is { } challenge)
            reply.With("WWW-Authenticate", challenge);
        return problem.RetryAfter is { } wait ? reply.RetryAfter(wait) : reply;
    }

    /// <summary>The answer to fields or parameters that are wrong.</summary>
    public static Reply Invalid(IReadOnlyList<FieldError> errors) => Problem(Loyalty.Problem.Invalid(errors));

    /// <summary>Says when to come again, in whole seconds.</summary>
    public Reply RetryAfter(TimeSpan wait) =>
        With("Retry-After", ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture));

    /// <summary>Lets everybody keep the answer for a while.</summary>
    public Reply CachedFor(TimeSpan time)
    {
        caching = string.Create(CultureInfo.InvariantCulture, $"public, max-age={(int)time.TotalSeconds}");
        return this;
    }

    /// <summary>Adds a header.</summary>
    public Reply With(string name, string value)
    {
        headers.Add((name, value));
        return this;
    }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (refusal != Refusal.None && LoggedRequest.Of(httpContext) is { } logged)
            logged.Code = refusal;
        var response = httpContext.Response;
        response.StatusCode = status;
        // RFC 9110 §8.6: a 204 has neither a body nor its length.
        if (contentType is not null)
        {
            response.ContentType = contentType;
            response.ContentLength = body.Length;
        }
        response.Headers.XContentTypeOptions = "nosniff";
        TransportSecurity.Demand(httpContext);
        response.Headers.CacheControl = caching;
        foreach (var (name, value) in headers)
            response.Headers.Append(name, value);
        return contentType is null || HttpMethods.IsHead(httpContext.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }
}
