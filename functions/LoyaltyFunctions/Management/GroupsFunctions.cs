using System.Diagnostics;
using Loyalty.Management;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>Groups of members.</summary>
public sealed class GroupsFunctions(ManagementRequests requests, GroupRegister groups)
{
    private const string List = "manage/groups";
    private const string One = List + "/{groupId}";

    /// <summary>The groups.</summary>
    [Function("ManageGroupsList")]
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
        return await groups
            .ListAsync(caller.OrgId, paging.Cursor, paging.Limit, cancellationToken)
            .ToReplyAsync(paging, MembersWireJson.Default.ListDocumentGroupDocument);
    }

    /// <summary>A group.</summary>
    [Function("ManageGroupsGet")]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One)] HttpRequest request,
        string groupId,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.ReaderAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var found = await groups.FindAsync(caller.OrgId, groupId, cancellationToken);
        return found.ToReply(MembersJson.Default.GroupDocument);
    }

    /// <summary>Makes a group.</summary>
    [Function("ManageGroupsPost")]
    public async Task<IResult> PostAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = List)] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.WriterAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var (body, bad) = await requests.BodyAsync(request, cancellationToken);
        if (body is null)
            return bad ?? throw new UnreachableException();
        var fields = GroupFields.Read(body.Fields);
        if (body.Fields.Errors.Count > 0)
            return ManagementRequests.Invalid(body.Fields.Errors);
        var (creation, wrong) = ManagementRequests.Creation(request, caller, body);
        if (creation is null)
            return wrong ?? throw new UnreachableException();
        var outcome = await groups.CreateAsync(caller, fields, creation, cancellationToken);
        return outcome.ToCreated(MembersJson.Default.GroupDocument, group => $"/{List}/{group.GroupId}");
    }

    /// <summary>Changes a group.</summary>
    [Function("ManageGroupsPut")]
    public async Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = One)] HttpRequest request,
        string groupId,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.WriterAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var (body, bad) = await requests.BodyAsync(request, cancellationToken);
        if (body is null)
            return bad ?? throw new UnreachableException();
        var fields = GroupFields.Read(body.Fields);
        if (body.Fields.Errors.Count > 0)
            return ManagementRequests.Invalid(body.Fields.Errors);
        var ifMatch = ManagementRequests.IfMatch(request);
        var outcome = await groups.ReplaceAsync(caller, groupId, fields, ifMatch, cancellationToken);
        return outcome.ToReply(MembersJson.Default.GroupDocument);
    }

    /// <summary>Removes a group.</summary>
    [Function("ManageGroupsDelete")]
    public async Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = One)] HttpRequest request,
        string groupId,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.WriterAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var ifMatch = ManagementRequests.IfMatch(request);
        var problem = await groups.DeleteAsync(caller, groupId, ifMatch, cancellationToken);
        return problem is null ? Reply.Empty(204) : Reply.Problem(problem);
    }
}
