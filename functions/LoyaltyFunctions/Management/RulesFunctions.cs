using System.Text.Json.Serialization.Metadata;
using Loyalty;
using Loyalty.Catalog;
using Loyalty.Management;
using Loyalty.Management.Rules;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>Rules: their list, their fields and their life (contract, section 2).</summary>
public sealed class RulesFunctions(ManagementRequests requests, RuleRegister rules, RuleHistory history)
{
    private const string Route = "manage/rules";
    private static readonly JsonTypeInfo<RuleDocument> Form = ManagementJson.Default.RuleDocument;

    [Function("Rules")]
    public Task<IResult> RunList(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "post", Route = Route)] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        HttpMethods.IsPost(request.Method)
            ? requests
                .ByRuleWriters(request, cancellationToken)
                .AnswerOnceAsync(
                    (caller, creation, fields) =>
                        rules.CreateAsync(caller, creation, fields, cancellationToken).ToCreatedAsync(Form, PathOf)
                )
            : requests
                .ByRuleReaders(request, cancellationToken)
                .ListAsync(
                    ReadFilter,
                    (caller, filter, page) =>
                        rules.ListAsync(caller, filter, page.Cursor, page.Limit, cancellationToken),
                    ListJson.Default.ListDocumentRuleDocument
                );

    [Function("Rule")]
    public Task<IResult> RunItem(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "put", Route = Route + "/{ruleId}")]
            HttpRequest request,
        string ruleId,
        CancellationToken cancellationToken
    ) =>
        HttpMethods.IsPut(request.Method)
            ? requests
                .ByRuleWriters(request, cancellationToken)
                .AnswerBodyAsync(
                    (caller, fields) =>
                        rules
                            .ChangeAsync(caller, ruleId, request.IfMatch(), fields, cancellationToken)
                            .ToReplyAsync(Form)
                )
            : requests
                .ByRuleReaders(request, cancellationToken)
                .AnswerAsync(caller => rules.FindAsync(caller, ruleId, cancellationToken).ToReplyAsync(Form));

    [Function("RuleVersions")]
    public Task<IResult> RunVersions(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = Route + "/{ruleId}/versions")]
            HttpRequest request,
        string ruleId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByRuleReaders(request, cancellationToken)
            .AnswerQueryAsync(
                (caller, query) => (Caller: caller, Page: query.Paging()),
                async sent =>
                    await history.FindAsync(sent.Caller, ruleId, cancellationToken) is { } rule
                        ? await history
                            .ListAsync(rule, sent.Page.Cursor, sent.Page.Limit, cancellationToken)
                            .ToReplyAsync(sent.Page, ListJson.Default.ListDocumentRuleVersionDocument)
                        : Reply.Problem(Refusal.NotFound)
            );

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
    public Task<IResult> RunDuplicate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/{ruleId}/duplicate")] HttpRequest request,
        string ruleId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByWriters(request, cancellationToken)
            .AnswerOnceAsync(
                (caller, creation) =>
                    rules
                        .DuplicateAsync(caller, creation, ruleId, request.IfMatch(), cancellationToken)
                        .ToCreatedAsync(Form, PathOf)
            );

    private Task<IResult> StepAsync(
        HttpRequest request,
        string ruleId,
        RuleStep step,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByWriters(request, cancellationToken)
            .AnswerAsync(caller =>
                rules.StepAsync(caller, ruleId, step, request.IfMatch(), cancellationToken).ToReplyAsync(Form)
            );

    private static RuleFilter ReadFilter(RequestQuery query) =>
        new()
        {
            Status = query.Word<RuleStatus>("status"),
            ProgramId = query.Id<ProgramId>("programId"),
            ClientId = query.Id<ClientId>("clientId"),
        };

    private static string PathOf(RuleDocument rule) => $"/{Route}/{rule.RuleId}";
}
