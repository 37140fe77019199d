using System.Text.Json.Serialization.Metadata;
using Loyalty.Management;
using Loyalty.Management.Groups;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>Groups of members.</summary>
public sealed class GroupsFunctions(ManagementRequests requests, GroupRegister groups)
{
    private const string List = "manage/groups";
    internal const string One = List + "/{groupId}";
    private static readonly JsonTypeInfo<GroupDocument> Form = ManagementJson.Default.GroupDocument;

    /// <summary>The groups.</summary>
    [Function("ManageGroupsList")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = List)] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByReaders(request, cancellationToken)
            .ListAsync(
                (caller, page) => groups.ListAsync(caller.OrgId, page.Cursor, page.Limit, cancellationToken),
                ListJson.Default.ListDocumentGroupDocument
            );

    /// <summary>A group.</summary>
    [Function("ManageGroupsGet")]
    public Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = One)] HttpRequest request,
        string groupId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByReaders(request, cancellationToken)
            .AnswerAsync(caller => groups.FindAsync(caller.OrgId, groupId, cancellationToken).ToReplyAsync(Form));

    /// <summary>Makes a group.</summary>
    [Function("ManageGroupsPost")]
    public Task<IResult> PostAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = List)] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByWriters(request, cancellationToken)
            .AnswerOnceAsync(
                (caller, creation, fields) =>
                    groups
                        .CreateAsync(caller, creation, fields, cancellationToken)
                        .ToCreatedAsync(Form, group => $"/{List}/{group.GroupId}")
            );

    /// <summary>Changes a group.</summary>
    [Function("ManageGroupsPut")]
    public Task<IResult> PutAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = One)] HttpRequest request,
        string groupId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByWriters(request, cancellationToken)
            .AnswerBodyAsync(
                (caller, fields) =>
                    groups.ChangeAsync(caller, groupId, request.IfMatch(), fields, cancellationToken).ToReplyAsync(Form)
            );

    /// <summary>Removes a group.</summary>
    [Function("ManageGroupsDelete")]
    public Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = One)] HttpRequest request,
        string groupId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByWriters(request, cancellationToken)
            .AnswerAsync(async caller =>
                await groups.DeleteAsync(caller, groupId, request.IfMatch(), cancellationToken) is { } problem
                    ? Reply.Problem(problem)
                    : Reply.Empty(204)
            );
}
