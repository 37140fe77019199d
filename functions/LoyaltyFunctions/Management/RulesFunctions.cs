using System.Diagnostics;
using Loyalty;
using Loyalty.Catalog;
using Loyalty.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>Rules: their list, their fields and their life (contract, section 2).</summary>
public sealed class RulesFunctions(ManagementRequests requests, RuleBook rules)
{
    private const string Route = "manage/rules";

    [Function("Rules")]
    public Task<IResult> RunList(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = Route)] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        HttpMethods.IsPost(request.Method)
            ? CreateAsync(request, cancellationToken)
            : ListAsync(request, cancellationToken);

    [Function("Rule")]
    public async Task<IResult> RunItem(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "put", Route = Route + "/{ruleId}")] HttpRequest request,
        string ruleId,
        CancellationToken cancellationToken
    )
    {
        var changes = HttpMethods.IsPut(request.Method);
        var (caller, refusal) = await requests.DrafterAsync(request, reads: !changes, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        if (!changes)
            return (await rules.FindAsync(caller, ruleId, cancellationToken)).ToReply(
                ManagementJson.Default.RuleDocument
            );
        var (body, unreadable) = await requests.BodyAsync(request, cancellationToken);
        if (body is null)
            return unreadable ?? throw new UnreachableException();
        var ifMatch = ManagementRequests.IfMatch(request);
        var outcome = await rules.ChangeAsync(caller, ruleId, ifMatch, body.Fields, cancellationToken);
        return outcome.ToReply(ManagementJson.Default.RuleDocument);
    }

    [Function("RuleActivate")]
    public Task<IResult> RunActivate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/{ruleId}/activate")] HttpRequest request,
        string ruleId,
        CancellationToken cancellationToken
    ) => StepAsync(request, ruleId, RuleStep.Activate, cancellationToken);

    [Function("RuleDeactivate")]
    public Task<IResult> RunDeactivate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/{ruleId}/deactivate")] HttpRequest request,
        string ruleId,
        CancellationToken cancellationToken
    ) => StepAsync(request, ruleId, RuleStep.Deactivate, cancellationToken);

    [Function("RuleArchive")]
    public Task<IResult> RunArchive(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/{ruleId}/archive")] HttpRequest request,
        string ruleId,
        CancellationToken cancellationToken
    ) => StepAsync(request, ruleId, RuleStep.Archive, cancellationToken);

    [Function("RuleDuplicate")]
    public async Task<IResult> RunDuplicate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/{ruleId}/duplicate")] HttpRequest request,
        string ruleId,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.WriterAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var (creation, bad) = ManagementRequests.Creation(request, caller, body: null);
        if (creation is null)
            return bad ?? throw new UnreachableException();
        var ifMatch = ManagementRequests.IfMatch(request);
        return Created(await rules.DuplicateAsync(caller, creation, ruleId, ifMatch, cancellationToken));
    }

    private async Task<IResult> ListAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (caller, refusal) = await requests.DrafterAsync(request, reads: true, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var query = requests.Query(request);
        var filter = new RuleFilter
        {
            Status = query.Word<RuleStatus>("status"),
            ProgramId = query.Id<ProgramId>("programId"),
            ClientId = query.Id<ClientId>("clientId"),
        };
        var paging = query.Paging();
        return query.Errors.Count > 0
            ? ManagementRequests.Invalid(query.Errors)
            : await rules
                .ListAsync(caller, filter, paging.Cursor, paging.Limit, cancellationToken)
                .ToReplyAsync(paging, RulesJson.Default.ListDocumentRuleDocument);
    }

    private async Task<IResult> CreateAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (caller, refusal) = await requests.DrafterAsync(request, reads: false, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var (body, unreadable) = await requests.BodyAsync(request, cancellationToken);
        if (body is null)
            return unreadable ?? throw new UnreachableException();
        var (creation, bad) = ManagementRequests.Creation(request, caller, body);
        if (creation is null)
            return bad ?? throw new UnreachableException();
        return Created(await rules.CreateAsync(caller, creation, body.Fields, cancellationToken));
    }

    private async Task<IResult> StepAsync(
        HttpRequest request,
        string ruleId,
        RuleStep step,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.WriterAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var ifMatch = ManagementRequests.IfMatch(request);
        var outcome = await rules.StepAsync(caller, ruleId, step, ifMatch, cancellationToken);
        return outcome.ToReply(ManagementJson.Default.RuleDocument);
    }

    private static IResult Created(Outcome<RuleDocument> outcome) =>
        outcome.ToCreated(ManagementJson.Default.RuleDocument, rule => $"/{Route}/{rule.RuleId}");
}
