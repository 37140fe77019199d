using System.Text.Json.Serialization.Metadata;
using Loyalty;
using Loyalty.Management;
using Loyalty.Management.Operations;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>Messages that could not be handled.</summary>
public sealed class ParkedFunctions(ManagementRequests requests, ParkedRegister parked)
{
    private const string List = "manage/parked";
    private const string One = List + "/{parkedId}";
    private static readonly JsonTypeInfo<ParkedDocument> Form = ManagementJson.Default.ParkedDocument;

    /// <summary>The parked messages.</summary>
    [Function("ManageParkedList")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = List)] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByReaders(request, cancellationToken)
            .ListAsync(
                (caller, page) => parked.ListAsync(caller, page.Cursor, page.Limit, cancellationToken),
                ListJson.Default.ListDocumentParkedDocument
            );

    /// <summary>A parked message.</summary>
    [Function("ManageParkedGet")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = One)] HttpRequest request,
        string parkedId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByReaders(request, cancellationToken)
            .AnswerAsync(caller =>
                parked.FindAsync(caller, RouteText.Last(request, parkedId), cancellationToken).ToReplyAsync(Form)
            );

    /// <summary>Has a message handled again.</summary>
    [Function("ManageParkedRetry")]
    public Task<IResult> RetryAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = One + "/retry")] HttpRequest request,
        string parkedId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByWriters(request, cancellationToken)
            .AnswerAsync(async caller =>
                await parked.RetryAsync(caller, parkedId, cancellationToken) switch
                {
                    ({ } message, _) => Reply.Json(202, message, Form),
                    (_, var refusal) => Reply.Problem(refusal),
                }
            );

    /// <summary>Gives a message up.</summary>
    [Function("ManageParkedDelete")]
    public Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = One)] HttpRequest request,
        string parkedId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByWriters(request, cancellationToken)
            .AnswerAsync(async caller =>
                await parked.DropAsync(caller, RouteText.Last(request, parkedId), cancellationToken) switch
                {
                    Refusal.None => Reply.Empty(204),
                    var refusal => Reply.Problem(refusal),
                }
            );
}
