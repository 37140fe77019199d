using System.Text.Json.Serialization.Metadata;
using Loyalty.Management;
using Loyalty.Management.Organisations;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Management;

/// <summary>The caller's organisation (contract, section 2).</summary>
public sealed class OrganisationFunction(ManagementRequests requests, OrganisationRegister organisations)
{
    private static readonly JsonTypeInfo<OrganisationDocument> Form = ManagementJson.Default.OrganisationDocument;

    [Function("ManageOrganisation")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", "put", Route = "manage/organisation")]
            HttpRequest request,
        CancellationToken cancellationToken
    ) =>
        HttpMethods.IsPut(request.Method)
            ? requests
                .ByWriters(request, cancellationToken)
                .AnswerBodyAsync(
                    (caller, fields) =>
                        organisations
                            .ChangeAsync(caller, request.IfMatch(), fields, cancellationToken)
                            .ToReplyAsync(Form)
                )
            : requests
                .ByReaders(request, cancellationToken)
                .AnswerAsync(caller => organisations.FindAsync(caller, cancellationToken).ToReplyAsync(Form));
}
