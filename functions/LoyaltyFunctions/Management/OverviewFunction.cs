using System.Text.Json;
using System.Text.Json.Serialization;
using Loyalty;
using Loyalty.Reports;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>A program at a glance.</summary>
public sealed class OverviewFunction(ManagementRequests requests, Overview overview)
{
    private const int UsualDays = 30;
    private const int MostDays = 366;

    [Function("ManageOverview")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "manage/overview")] HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByReaders(request, cancellationToken)
            .AnswerQueryAsync(
                (caller, query) =>
                    (
                        caller.OrgId,
                        Program: query.Id<ProgramId>("programId"),
                        Days: query.Whole("days", UsualDays, MostDays)
                    ),
                async sent =>
                    await overview.ShowAsync(sent.OrgId, sent.Program, sent.Days, cancellationToken) is { } shown
                        ? Reply.Json(200, shown, OverviewJson.Default.OverviewDocument)
                        : Reply.Problem(Refusal.UnknownProgram)
            );
}

/// <summary>The JSON form of the overview.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(OverviewDocument))]
internal sealed partial class OverviewJson : JsonSerializerContext;
