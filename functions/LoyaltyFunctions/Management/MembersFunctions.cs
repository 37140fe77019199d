using System.Text.Json.Serialization.Metadata;
using Loyalty;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Json;
using Loyalty.Management;
using Loyalty.Management.Members;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>An organisation's members.</summary>
public sealed class MembersFunctions(ManagementRequests requests, MemberRegister members, MemberList list)
{
    private const string List = "manage/members";
    private const string One = List + "/{userId}";
    private static readonly JsonTypeInfo<MemberDocument> Form = ManagementJson.Default.MemberDocument;

    /// <summary>The members that fit.</summary>
    [Function("ManageMembersList")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = List)] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByReaders(request, cancellationToken)
            .ListAsync(
                ReadFilter,
                (caller, filter, page) =>
                    list.PageAsync(caller.OrgId, filter, page.Cursor, page.Limit, cancellationToken),
                ListJson.Default.ListDocumentMemberDocument
            );

    /// <summary>A member with accounts, transactions and groups.</summary>
    [Function("ManageMembersGet")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = One)] HttpRequest request,
        string userId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByReaders(request, cancellationToken)
            .AnswerAsync(caller =>
                members.FindAsync(caller.OrgId, RouteText.Last(request, userId), cancellationToken).ToReplyAsync(Form)
            );

    /// <summary>Registers or changes a member.</summary>
    [Function("ManageMembersPut")]
    public Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = One)] HttpRequest request,
        string userId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByWriters(request, cancellationToken)
            .AnswerBodyAsync(
                (caller, fields) =>
                    PutAsync(request, caller, RouteText.Last(request, userId), fields, cancellationToken)
            );

    /// <summary>Erases a member's personal data.</summary>
    [Function("ManageMembersDelete")]
    public Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = One)] HttpRequest request,
        string userId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByWriters(request, cancellationToken)
            .AnswerAsync(caller =>
                members
                    .EraseAsync(caller, RouteText.Last(request, userId), request.IfMatch(), cancellationToken)
                    .ToReplyAsync(Form)
            );

    private async Task<IResult> PutAsync(
        HttpRequest request,
        Caller caller,
        string userId,
        JsonFields fields,
        CancellationToken cancellationToken
    )
    {
        var member = await members.ReadAsync(caller, fields, cancellationToken);
        if (!MemberId.TryParse(userId, out var id))
            fields.Fail("userId", "format", MemberId.Rules);
        if (fields.Errors.Count > 0)
            return Reply.Invalid(fields.Errors);
        var onlyNew = request.Headers.IfNoneMatch is ["*"];
        var (outcome, created) = await members.PutAsync(
            caller,
            id,
            member,
            request.IfMatch(),
            onlyNew,
            cancellationToken
        );
        return created ? outcome.ToCreated(Form, LocationOf) : outcome.ToReply(Form);
    }

    private static MemberFilter ReadFilter(RequestQuery query) =>
        new(query.Phrase("q", MemberFilter.MostCharacters), query.Word<MemberStatus>("status"));

    private static string LocationOf(MemberDocument member) => $"/{List}/{Uri.EscapeDataString(member.UserId.Value)}";
}
