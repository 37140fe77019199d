using System.Text;
using Loyalty;
using Loyalty.Identity;
using Loyalty.PointOfSale;
using LoyaltyFunctions.Http;
using LoyaltyFunctions.PointOfSale;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>Shows how a till asks whether points of a program can be redeemed, and what it is answered. No points are moved, no
/// code is sent, and nothing is counted.</summary>
public sealed class TillTrialFunction(
    ManagementRequests requests,
    TillPrograms programs,
    CustomerLookup customers,
    RedemptionCheck check
)
{
    [Function("ProgramSimulate")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "manage/programs/{programId}/simulate")]
            HttpRequest request,
        string programId,
        CancellationToken cancellationToken
    ) =>
        requests
            .ByReaders(request, cancellationToken)
            .AnswerBodyAsync(
                async (caller, fields) =>
                {
                    if (await programs.FindAsync(caller, programId, cancellationToken) is not { } program)
                        return Reply.Problem(Refusal.NotFound);
                    var points = fields.Whole("points", 1, Loyalty.Points.MaxPerRequest);
                    var member = fields.OptionalId<MemberId>("userId");
                    var isXml = fields.Word<TillFormat>("format", required: true) == TillFormat.Xml;
                    if (fields.Errors.Count > 0)
                        return Reply.Invalid(fields.Errors);
                    var query = new QueryBuilder
                    {
                        { "points", $"{points}" },
                        { "program_id", $"{program.ProgramId}" },
                    };
                    if (member is { } id)
                        query.Add("user_id", $"{id}");
                    query.Add("format", isXml ? "xml" : "json");
                    return Reply.Json(
                        200,
                        await TryAsync(caller, query.ToString(), isXml, cancellationToken),
                        ListJson.Default.TillTrialDocument
                    );
                }
            );

    /// <summary>The query is read as a till's is, so that what is shown is what is answered.</summary>
    private async Task<TillTrialDocument> TryAsync(
        Caller caller,
        string query,
        bool isXml,
        CancellationToken cancellationToken
    )
    {
        var draft = new TillQuery(new QueryCollection(QueryHelpers.ParseQuery(query))).ToDraft();
        var customer = await customers.FindAsync(caller.OrgId, draft.Customer, cancellationToken);
        var outcome = await check.CheckAsync(caller, draft, customer, cancellationToken);
        var answer = RedeemableDocument.Of(draft.Customer, outcome, draft.Points);
        return new TillTrialDocument(
            $"GET /{CheckFunctions.IsRedeemableRoute}{query}",
            Encoding.UTF8.GetString(TillReply.Write(answer, TillJson.Default.RedeemableDocument, root: null, isXml))
        );
    }
}

/// <summary>A form that a till can have its answer in.</summary>
internal enum TillFormat
{
    Json,
    Xml,
}

/// <summary>What a till asks, and what it is told.</summary>
/// <param name="Request">The method and the target.</param>
/// <param name="Answer">The body, character by character.</param>
internal sealed record TillTrialDocument(string Request, string Answer);
