using System.Diagnostics;
using Loyalty;
using Loyalty.Reports;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>A program at a glance.</summary>
public sealed class OverviewFunction(ManagementRequests requests, Overview overview)
{
    private const int DefaultDays = 30;
    private const int MostDays = 1000;

    [Function("ManageOverview")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "manage/overview")] HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        var (caller, refusal) = await requests.ReaderAsync(request, cancellationToken);
        if (caller is null)
            return refusal ?? throw new UnreachableException();
        var (programs, counts) = (request.Query["programId"], request.Query["days"]);
        var errors = new List<FieldError>();
        ProgramId? program = null;
        if (programs is [{ Length: > 0 } text] && ProgramId.TryParse(text, out var named))
            program = named;
        else if (programs.Count > 0)
            errors.Add(new FieldError("programId", "format", "Must be the id of a program."));
        var days = DefaultDays;
        if (counts.Count > 0 && !(counts is [{ Length: < 5 } count] && int.TryParse(count, out days) && days >= 1))
            errors.Add(new FieldError("days", "range", $"Must be a whole number from 1 to {MostDays}."));
        if (errors.Count > 0)
            return ManagementRequests.Invalid(errors);
        var shown = await overview.ShowAsync(caller.OrgId, program, days, cancellationToken);
        return shown is null
            ? Reply.Problem(Refusal.UnknownProgram)
            : Reply.Json(200, shown, OverviewJson.Default.OverviewDocument);
    }
}
