using System.Text.Json.Serialization.Metadata;
using Loyalty.Management;
using Loyalty.Management.Programs;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>Programs (contract, section 2).</summary>
public sealed class ProgramsFunctions(ManagementRequests requests, ProgramRegister programs)
{
    private const string Route = "manage/programs";
    private static readonly JsonTypeInfo<ProgramDocument> Form = ManagementJson.Default.ProgramDocument;

    [Function("Programs")]
    public Task<IResult> RunList(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "post", Route = Route)] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        HttpMethods.IsPost(request.Method)
            ? requests
                .ByWriters(request, cancellationToken)
                .AnswerOnceAsync(
                    (caller, creation, fields) =>
                        programs
                            .CreateAsync(caller, creation, fields, cancellationToken)
                            .ToCreatedAsync(Form, program => $"/{Route}/{program.ProgramId}")
                )
            : requests
                .ByRuleReaders(request, cancellationToken)
                .ListAsync(
                    (caller, page) => programs.ListAsync(caller, page.Cursor, page.Limit, cancellationToken),
                    ListJson.Default.ListDocumentProgramDocument
                );

    [Function("Program")]
    public Task<IResult> RunItem(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "put", Route = Route + "/{programId}")]
            HttpRequest request,
        string programId,
        CancellationToken cancellationToken
    ) =>
        HttpMethods.IsPut(request.Method)
            ? requests
                .ByWriters(request, cancellationToken)
                .AnswerBodyAsync(
                    (caller, fields) =>
                        programs
                            .ChangeAsync(caller, programId, request.IfMatch(), fields, cancellationToken)
                            .ToReplyAsync(Form)
                )
            : requests
                .ByRuleReaders(request, cancellationToken)
                .AnswerAsync(caller => programs.FindAsync(caller, programId, cancellationToken).ToReplyAsync(Form));

    [Function("ProgramMakeDefault")]
    public Task<IResult> RunMakeDefault(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/{programId}/make-default")]
            HttpRequest request,
        string programId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByWriters(request, cancellationToken)
            .AnswerAsync(caller =>
                programs.MakeDefaultAsync(caller, programId, request.IfMatch(), cancellationToken).ToReplyAsync(Form)
            );
}
