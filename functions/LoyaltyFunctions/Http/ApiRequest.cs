using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Loyalty;
using Loyalty.Idempotency;
using Loyalty.Identity;
using Loyalty.Json;
using Loyalty.Management;
using Loyalty.PointsRequests;
using Loyalty.Signing;
using Microsoft.AspNetCore.Http;

namespace LoyaltyFunctions.Http;

/// <summary>
/// The way of a request that is answered at once: 1 the caller, who has one of the scopes · 2 the body, with a partner's
/// signature over it, or the query of a list · 3 the <c>Idempotency-Key</c> of what is done once · 4 the work, which the
/// function hands in and which gives the answer. A step that says no gives the answer instead, and nothing after it is done.
/// </summary>
internal sealed class ApiRequest(
    Callers callers,
    string[] scopes,
    ClientSignatures? signatures,
    AdmissionOptions admission,
    ManagementOptions management,
    IKeyRing keys,
    HttpRequest request,
    CancellationToken cancellationToken
)
{
    /// <summary>Answers a request without a body.</summary>
    public async Task<IResult> AnswerAsync(Func<Caller, Task<IResult>> work)
    {
        var (caller, refusal) = await callers.FindAsync(request, scopes, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        return request.HasGoodIfMatch()
            ? await work(caller)
            : Reply.Invalid([new FieldError("If-Match", "format", "Must be * or entity tags in double quotes.")]);
    }

    /// <summary>Answers 200 with what there is for the caller, which has no tag.</summary>
    public Task<IResult> ShowAsync<T>(Func<Caller, Task<T>> find, JsonTypeInfo<T> type) =>
        AnswerAsync(async caller => Reply.Json(200, await find(caller), type));

    /// <summary>Answers 200 with what there is for the query, which has no tag.</summary>
    public Task<IResult> ShowAsync<TSent, T>(
        Func<Caller, RequestQuery, TSent> read,
        Func<TSent, Task<T>> find,
        JsonTypeInfo<T> type
    ) => AnswerQueryAsync(read, async sent => Reply.Json(200, await find(sent), type));

    /// <summary>Answers a request whose body is a JSON object.</summary>
    public Task<IResult> AnswerBodyAsync(Func<Caller, JsonFields, Task<IResult>> work) =>
        AnswerAsync(caller => WithBodyAsync(caller, (_, fields) => work(caller, fields)));

    /// <summary>Answers a request whose body is a JSON object, or none.</summary>
    public Task<IResult> AnswerOptionalBodyAsync(Func<Caller, JsonFields, Task<IResult>> work) =>
        AnswerAsync(caller => WithBodyAsync(caller, (_, fields) => work(caller, fields), isOptional: true));

    /// <summary>Answers a request without a body that is done once, however often it is sent.</summary>
    public Task<IResult> AnswerOnceAsync(Func<Caller, CreationRequest, Task<IResult>> work) =>
        AnswerAsync(caller => WithKeyAsync(caller, [], creation => work(caller, creation)));

    /// <summary>Answers a request whose body is a JSON object, and which is done once.</summary>
    public Task<IResult> AnswerOnceAsync(Func<Caller, CreationRequest, JsonFields, Task<IResult>> work) =>
        AnswerAsync(caller =>
            WithBodyAsync(
                caller,
                (body, fields) => WithKeyAsync(caller, body, creation => work(caller, creation, fields))
            )
        );

    /// <summary>Answers a request whose parameters stand in the query.</summary>
    public Task<IResult> AnswerQueryAsync<TSent>(
        Func<Caller, RequestQuery, TSent> read,
        Func<TSent, Task<IResult>> work
    ) =>
        AnswerAsync(async caller =>
        {
            var query = new RequestQuery(request.Query, management, new ListCursors(keys, caller.OrgId, request));
            var sent = read(caller, query);
            return query.Errors.Count > 0 ? Reply.Invalid(query.Errors) : await work(sent);
        });

    /// <summary>Answers with a page of a list.</summary>
    public Task<IResult> ListAsync<T>(Func<Caller, Paging, Task<Page<T>>> list, JsonTypeInfo<ListDocument<T>> type) =>
        ListAsync(static _ => true, (caller, _, page) => list(caller, page), type);

    /// <summary>Answers with a page of what fits a filter, which stands in the query.</summary>
    public Task<IResult> ListAsync<TFilter, T>(
        Func<RequestQuery, TFilter> filter,
        Func<Caller, TFilter, Paging, Task<Page<T>>> list,
        JsonTypeInfo<ListDocument<T>> type
    ) =>
        AnswerQueryAsync(
            (caller, query) => (Caller: caller, Filter: filter(query), Page: query.Paging()),
            sent => list(sent.Caller, sent.Filter, sent.Page).ToReplyAsync(sent.Page, type)
        );

    private async Task<IResult> WithBodyAsync(
        Caller caller,
        Func<byte[], JsonFields, Task<IResult>> work,
        bool isOptional = false
    )
    {
        var body = await request.ReadBodyAsync(admission.MaxBodyBytes, cancellationToken);
        if (body is null)
            return Reply.Problem(Refusal.PayloadTooLarge);
        if (signatures?.WhyNot(caller.Client, request.ToSignedRequest(body)) is { } unsigned)
            return Reply.Problem(unsigned);
        if (request.WhyNotJson() is { } problem)
            return Reply.Problem(problem);
        return JsonFields.TryParse(isOptional && body.Length == 0 ? "{}"u8.ToArray() : body, out var fields)
            ? await work(body, fields)
            : Reply.Problem(
                new Problem { Refusal = Refusal.InvalidRequest, Detail = "The body is not a JSON object." }
            );
    }

    private async Task<IResult> WithKeyAsync(Caller caller, byte[] body, Func<CreationRequest, Task<IResult>> work)
    {
        var sent = request.Headers["Idempotency-Key"];
        if (sent.Count > 1 || (sent.Count == 1 && !IsKey(sent[0])))
            return Reply.Invalid([
                new FieldError("Idempotency-Key", "format", "Must be 1 to 128 visible ASCII characters."),
            ]);
        var key = sent.Count == 0 ? null : sent[0];
        return await work(new CreationRequest(caller.ClientId, key, HashWith(body)));
    }

    private static bool IsKey(string? text) =>
        text is { Length: >= 1 and <= 128 } && text.All(c => c is >= '!' and <= '~');

    /// <summary>SHA-256 of the request's method, path and body, by which the same request sent again is known.</summary>
    private string HashWith(byte[] body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path.Value}\n"));
        hash.AppendData(body);
        return Base64Url.EncodeToString(hash.GetHashAndReset());
    }
}
