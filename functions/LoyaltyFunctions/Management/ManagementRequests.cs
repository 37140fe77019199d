using Loyalty.Identity;
using Loyalty.Management;
using Loyalty.PointsRequests;
using Loyalty.Signing;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace LoyaltyFunctions.Management;

/// <summary>Takes requests to the management API, each with those who may send it: whoever has one of the scopes.</summary>
public sealed class ManagementRequests(
    Callers callers,
    ClientSignatures signatures,
    IOptions<AdmissionOptions> admission,
    IOptions<ManagementOptions> management,
    IKeyRing keys
)
{
    private static readonly string[] Readers = [Scopes.Manage, Scopes.ManageRead];
    private static readonly string[] Writers = [Scopes.Manage];
    private static readonly string[] RuleReaders = [.. Readers, Scopes.RulesDraft];
    private static readonly string[] RuleWriters = [.. Writers, Scopes.RulesDraft];

    /// <summary>A request of those who look.</summary>
    internal ManagementRequest ByReaders(HttpRequest request, CancellationToken cancellationToken) =>
        By(Readers, request, cancellationToken);

    /// <summary>A request of those who change everything.</summary>
    internal ManagementRequest ByWriters(HttpRequest request, CancellationToken cancellationToken) =>
        By(Writers, request, cancellationToken);

    /// <summary>A request of those who look, or draft rules.</summary>
    internal ManagementRequest ByRuleReaders(HttpRequest request, CancellationToken cancellationToken) =>
        By(RuleReaders, request, cancellationToken);

    /// <summary>A request of those who change everything, or draft rules.</summary>
    internal ManagementRequest ByRuleWriters(HttpRequest request, CancellationToken cancellationToken) =>
        By(RuleWriters, request, cancellationToken);

    /// <summary>A request of partners who have one of the scopes; signed by those who have to.</summary>
    internal ManagementRequest BySigners(string[] scopes, HttpRequest request, CancellationToken cancellationToken) =>
        new(callers, scopes, signatures, admission.Value, management.Value, keys, request, cancellationToken);

    /// <summary>A request of those who have one of the scopes.</summary>
    internal ManagementRequest By(string[] scopes, HttpRequest request, CancellationToken cancellationToken) =>
        new(callers, scopes, null, admission.Value, management.Value, keys, request, cancellationToken);
}
