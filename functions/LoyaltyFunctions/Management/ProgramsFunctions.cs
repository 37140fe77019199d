using System.Diagnostics;
using Loyalty.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>Programs (contract, section 2).</summary>
public sealed class ProgramsFunctions(ManagementRequests requests, ProgramRegister programs)
{
    private const string Route = "manage/programs";

    [Function("Programs")]
    public Task<IResult> RunList(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = Route)] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        HttpMethods.IsPost(request.Method)
            ? CreateAsync(request, cancellationToken)
            : ListAsync(request, cancellationToken);

    [Function("Program")]
    public Task<IResult> RunItem(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "put", Route = Route + "/{programId}")] HttpRequest request,
        string programId,
        CancellationToken cancellationToken
    ) =>
        HttpMethods.IsPut(request.Method)
            ? ChangeAsync(request, programId, cancellationToken)
            : FindAsync(request, programId, cancellationToken);

    [Function("ProgramMakeDefault")]
    public async Task<IResult> RunMakeDefault(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/{programId}/make-default")]
            HttpRequest request,
        string programId,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.WriterAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var ifMatch = ManagementRequests.IfMatch(request);
        var outcome = await programs.MakeDefaultAsync(caller, programId, ifMatch, cancellationToken);
        return outcome.ToReply(ManagementJson.Default.ProgramDocument);
    }

    private async Task<IResult> ListAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (caller, refusal) = await requests.DrafterAsync(request, reads: true, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var (paging, bad) = requests.Paging(request);
        if (paging is null)
            return bad ?? throw new UnreachableException();
        return await programs
            .ListAsync(caller, paging.Cursor, paging.Limit, cancellationToken)
            .ToReplyAsync(paging, RulesJson.Default.ListDocumentProgramDocument);
    }

    private async Task<IResult> CreateAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var (caller, refusal) = await requests.WriterAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var (body, unreadable) = await requests.BodyAsync(request, cancellationToken);
        if (body is null)
            return unreadable ?? throw new UnreachableException();
        var (creation, bad) = ManagementRequests.Creation(request, caller, body);
        if (creation is null)
            return bad ?? throw new UnreachableException();
        var outcome = await programs.CreateAsync(caller, creation, body.Fields, cancellationToken);
        return outcome.ToCreated(ManagementJson.Default.ProgramDocument, program => $"/{Route}/{program.ProgramId}");
    }

    private async Task<IResult> FindAsync(HttpRequest request, string programId, CancellationToken cancellationToken)
    {
        var (caller, refusal) = await requests.DrafterAsync(request, reads: true, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var outcome = await programs.FindAsync(caller, programId, cancellationToken);
        return outcome.ToReply(ManagementJson.Default.ProgramDocument);
    }

    private async Task<IResult> ChangeAsync(HttpRequest request, string programId, CancellationToken cancellationToken)
    {
        var (caller, refusal) = await requests.WriterAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var (body, unreadable) = await requests.BodyAsync(request, cancellationToken);
        if (body is null)
            return unreadable ?? throw new UnreachableException();
        var ifMatch = ManagementRequests.IfMatch(request);
        var outcome = await programs.ChangeAsync(caller, programId, ifMatch, body.Fields, cancellationToken);
        return outcome.ToReply(ManagementJson.Default.ProgramDocument);
    }
}
