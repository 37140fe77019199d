using Loyalty.Management;
using Loyalty.PointsRequests;
using Loyalty.Signing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace LoyaltyFunctions.Http;

/// <summary>Takes requests that are answered at once, each with those who may send it: whoever has one of the scopes.</summary>
public sealed class ApiRequests(
    Callers callers,
    ClientSignatures signatures,
    IOptions<AdmissionOptions> admission,
    IOptions<ManagementOptions> management,
    IKeyRing keys
)
{
    /// <summary>A request of partners who have one of the scopes; signed by those who have to.</summary>
    internal ApiRequest BySigners(string[] scopes, HttpRequest request, CancellationToken cancellationToken) =>
        new(callers, scopes, signatures, admission.Value, management.Value, keys, request, cancellationToken);

    /// <summary>A request of those who have one of the scopes.</summary>
    internal ApiRequest By(string[] scopes, HttpRequest request, CancellationToken cancellationToken) =>
        new(callers, scopes, null, admission.Value, management.Value, keys, request, cancellationToken);
}
