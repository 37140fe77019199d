using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Loyalty;
using Loyalty.Admission;
using Loyalty.Identity;
using Loyalty.Json;
using Loyalty.Management;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace LoyaltyFunctions.Management;

/// <summary>Reads what all requests to the management API have in common.</summary>
public sealed class ManagementRequests(
    Callers callers,
    IOptions<AdmissionOptions> admission,
    IOptions<ManagementOptions> management
)
{
    private static readonly string[] Readers = [Scopes.Manage, Scopes.ManageRead];
    private static readonly string[] Writers = [Scopes.Manage];

    /// <summary>A caller who may read, or the answer.</summary>
    public ValueTask<(Caller? Caller, IResult? Refusal)> ReaderAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    ) => callers.FindAsync(request, Readers, cancellationToken);

    /// <summary>A caller who may change everything, or the answer.</summary>
    public ValueTask<(Caller? Caller, IResult? Refusal)> WriterAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    ) => callers.FindAsync(request, Writers, cancellationToken);

    /// <summary>A caller who may read, or write drafts of rules; or the answer.</summary>
    public ValueTask<(Caller? Caller, IResult? Refusal)> DrafterAsync(
        HttpRequest request,
        bool reads,
        CancellationToken cancellationToken
    ) => callers.FindAsync(request, [.. reads ? Readers : Writers, Scopes.RulesDraft], cancellationToken);

    /// <summary>A JSON object within the limit, or the answer: 413, 415 or 400.</summary>
    public async Task<(ManagementBody? Body, IResult? Refusal)> BodyAsync(
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var bytes = await request.ReadBodyAsync(admission.Value.MaxBodyBytes, cancellationToken);
        if (bytes is null)
            return (null, Reply.Problem(Refusal.PayloadTooLarge));
        if (!request.IsJson())
            return (null, Reply.Problem(Refusal.UnsupportedMediaType));
        if (!JsonFields.TryParse(bytes, out var fields))
            return (
                null,
                Reply.Problem(
                    new Problem { Refusal = Refusal.InvalidRequest, Detail = "The body is not a JSON object." }
                )
            );
        return (new ManagementBody(fields, HashOf(request, bytes)), null);
    }

    /// <summary>The parameters of a list.</summary>
    public ManagementQuery Query(HttpRequest request) =>
        new(request.Query, management.Value.PageSize, management.Value.MaxPageSize);

    /// <summary>Which part of a list without further parameters is asked for; or the 400.</summary>
    public (Paging? Paging, IResult? Refusal) Paging(HttpRequest request)
    {
        var query = Query(request);
        var paging = query.Paging();
        return query.Errors.Count == 0 ? (paging, null) : (null, Invalid(query.Errors));
    }

    /// <summary>The answer to a cursor that the store did not give out.</summary>
    public static IResult BadCursor() => Invalid([CursorError]);

    /// <summary>The answer to fields or parameters that are wrong.</summary>
    public static IResult Invalid(IReadOnlyList<FieldError> errors) =>
        Reply.Problem(new Problem { Refusal = Refusal.InvalidRequest, Errors = errors });

    /// <summary>The tag of <c>If-Match</c>; empty when it can match nothing, null when there is none. What that means
    /// is for <see cref="EntityTags"/> to say, once the thing is known to be there.</summary>
    public static string? IfMatch(HttpRequest request) =>
        Preconditions.IfMatch(request) switch
        {
            ({ } etag, _) => etag,
            (_, { Refusal: Refusal.PreconditionRequired }) => null,
            _ => "",
        };

    /// <summary>The request as one to create something; or the 400 when its <c>Idempotency-Key</c> cannot be
    /// one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="caller">Who sent it.</param>
    /// <param name="body">Its body; null = it has none.</param>
    public static (CreationRequest? Creation, IResult? Refusal) Creation(
        HttpRequest request,
        Caller caller,
        ManagementBody? body
    )
    {
        var sent = request.Headers["Idempotency-Key"];
        if (sent.Count > 1 || (sent.Count == 1 && !IsKey(sent[0])))
            return (
                null,
                Invalid([new FieldError("Idempotency-Key", "format", "Must be 1 to 128 visible ASCII characters.")])
            );
        var key = sent.Count == 0 ? null : sent[0];
        return (new CreationRequest(caller.ClientId, key, body?.ContentHash ?? HashOf(request, [])), null);
    }

    internal static FieldError CursorError =>
        new("cursor", "format", "Must be the nextCursor of an earlier page of this list.");

    private static bool IsKey(string? text) =>
        text is { Length: >= 1 and <= 128 } && text.All(c => c is >= '!' and <= '~');

    private static string HashOf(HttpRequest request, byte[] body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path.Value}\n"));
        hash.AppendData(body);
        return Base64Url.EncodeToString(hash.GetHashAndReset());
    }
}
