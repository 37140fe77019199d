using System.Diagnostics;
using Loyalty;
using Loyalty.Management;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>An organisation's members.</summary>
public sealed class MembersFunctions(ManagementRequests requests, MemberRegister members)
{
    private const string List = "manage/members";
    private const string One = List + "/{userId}";

    /// <summary>The members, or those whom <c>search</c> names.</summary>
    [Function("ManageMembersList")]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = List)] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.ReaderAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var (paging, bad) = requests.Paging(request);
        if (paging is null)
            return bad ?? throw new UnreachableException();
        var search = request.Query["search"];
        var page = search.Count switch
        {
            0 => members.ListAsync(caller.OrgId, paging.Cursor, paging.Limit, cancellationToken),
            1 => members.SearchAsync(caller.OrgId, search[0] ?? "", cancellationToken),
            _ => null,
        };
        return page is null
            ? ManagementRequests.Invalid([new FieldError("search", "duplicate", "Must stand there once.")])
            : await page.ToReplyAsync(paging, MembersWireJson.Default.ListDocumentMemberDocument);
    }

    /// <summary>A member with accounts, transactions and groups.</summary>
    [Function("ManageMembersGet")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One)] HttpRequest request,
        string userId,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.ReaderAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var found = await members.FindAsync(caller.OrgId, RouteText.Last(request, userId), cancellationToken);
        return found.ToReply(MembersJson.Default.MemberDocument);
    }

    /// <summary>Registers or changes a member.</summary>
    [Function("ManageMembersPut")]
    public async Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = One)] HttpRequest request,
        string userId,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.WriterAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var (body, bad) = await requests.BodyAsync(request, cancellationToken);
        if (body is null)
            return bad ?? throw new UnreachableException();
        var fields = MemberFields.Read(body.Fields);
        if (!MemberId.TryParse(RouteText.Last(request, userId), out var id))
            body.Fields.Fail(
                "userId",
                "format",
                $"Must be 1 to {TextId.MaxLength} characters without control characters."
            );
        if (body.Fields.Errors.Count > 0)
            return ManagementRequests.Invalid(body.Fields.Errors);

        var onlyNew = request.Headers.IfNoneMatch is ["*"];
        var ifMatch = ManagementRequests.IfMatch(request);
        var (outcome, created) = await members.PutAsync(caller, id, fields, ifMatch, onlyNew, cancellationToken);
        return created
            ? outcome.ToCreated(MembersJson.Default.MemberDocument, LocationOf)
            : outcome.ToReply(MembersJson.Default.MemberDocument);
    }

    /// <summary>Erases a member's personal data.</summary>
    [Function("ManageMembersDelete")]
    public async Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = One)] HttpRequest request,
        string userId,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.WriterAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var outcome = await members.EraseAsync(
            caller,
            RouteText.Last(request, userId),
            ManagementRequests.IfMatch(request),
            cancellationToken
        );
        return outcome.ToReply(MembersJson.Default.MemberDocument);
    }

    private static string LocationOf(MemberDocument member) => $"/{List}/{Uri.EscapeDataString(member.UserId.Value)}";
}
