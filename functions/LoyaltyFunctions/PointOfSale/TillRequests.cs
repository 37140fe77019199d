using System.Diagnostics;
using Loyalty;
using Loyalty.Identity;
using Loyalty.Json;
using Loyalty.PointOfSale;
using Loyalty.PointsRequests;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace LoyaltyFunctions.PointOfSale;

/// <summary>
/// The way of a till's request: 1 the caller, by a token or by its secret · 2 the form of the answer · 3 the signature · 4 the
/// body, in JSON or XML · 5 the work. A step that says no gives the answer instead; but whoever did not sign, and has to, is
/// told so in the answer's own form.
/// </summary>
public sealed class TillRequests(
    Callers callers,
    ClientSignatures signatures,
    IOptions<AdmissionOptions> admission,
    IOptions<PointOfSaleOptions> options
)
{
    private static readonly string[] Tills = [Scopes.PointOfSale];

    /// <summary>Answers a request whose parameters stand in the query.</summary>
    internal async Task<IResult> AnswerQueryAsync(
        HttpRequest request,
        Func<Caller, TillQuery, Task<TillReply>> work,
        CancellationToken cancellationToken
    )
    {
        // :: Step 1
        var (caller, refusal) = await callers.FindWithSecretAsync(request, Tills, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();

        // :: Step 2
        var query = new TillQuery(request.Query);
        var isXml = WantsXml(request, query);
        return (await work(caller, query)).In(isXml);
    }

    /// <summary>Answers a request with a body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="work">The work; it is told whether the caller has signed, where it has to.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal async Task<IResult> AnswerBodyAsync(
        HttpRequest request,
        Func<Caller, bool, TillQuery, JsonFields, Task<TillReply>> work,
        CancellationToken cancellationToken
    )
    {
        // :: Step 1
        var (caller, refusal) = await callers.FindWithSecretAsync(request, Tills, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();

        // :: Step 2
        var query = new TillQuery(request.Query);
        var isXml = WantsXml(request, query);

        // :: Step 3
        var body = await request.ReadBodyAsync(admission.Value.MaxBodyBytes, cancellationToken);
        if (body is null)
            return Reply.Problem(Refusal.PayloadTooLarge);
        var unsigned = signatures.WhyNot(caller.Client, request.ToSignedRequest(body));
        if (unsigned is { Refusal: not Refusal.SignatureRequired })
            return Reply.Problem(unsigned);

        // :: Step 4
        if (request.IsEncoded() || (request.WhyNotJson() is not null && !IsXml(request)))
            return Reply.Problem(Refusal.UnsupportedMediaType);
        var json = IsXml(request, body) ? XmlForm.ToJson(body, options.Value.MaxDepth) : body;
        if (json is null || !JsonFields.TryParse(json, out var fields))
            return Reply.Problem(
                new Problem { Refusal = Refusal.InvalidRequest, Detail = "The body is neither a JSON object nor XML." }
            );

        // :: Step 5
        return (await work(caller, unsigned is null, query, fields)).In(isXml);
    }

    private static bool WantsXml(HttpRequest request, TillQuery query) =>
        query.Word("format", "json", "xml") switch
        {
            "xml" => true,
            "json" => false,
            _ => request
                .GetTypedHeaders()
                .Accept.OrderByDescending(range => range.Quality ?? 1)
                .FirstOrDefault(range => IsXml(range) || range.MediaType == "application/json" || range.MatchesAllTypes)
                is { } first
                && IsXml(first),
        };

    private static bool IsXml(HttpRequest request) => request.GetTypedHeaders().ContentType is { } type && IsXml(type);

    /// <summary>A body that does not say what it is shows it by its first character.</summary>
    private static bool IsXml(HttpRequest request, ReadOnlySpan<byte> body) =>
        string.IsNullOrEmpty(request.ContentType) ? body.TrimStart(" \t\r\n"u8) is [(byte)'<', ..] : IsXml(request);

    private static bool IsXml(MediaTypeHeaderValue type) =>
        type.MediaType.Equals("application/xml", StringComparison.OrdinalIgnoreCase)
        || type.MediaType.Equals("text/xml", StringComparison.OrdinalIgnoreCase);
}
