using Loyalty.Identity;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;

namespace LoyaltyFunctions.Management;

/// <summary>Takes requests to the management API, each with those who may send it.</summary>
public sealed class ManagementRequests(ApiRequests requests)
{
    private static readonly string[] Readers = [Scopes.Manage, Scopes.ManageRead];
    private static readonly string[] Writers = [Scopes.Manage];
    private static readonly string[] RuleReaders = [.. Readers, Scopes.RulesDraft];
    private static readonly string[] RuleWriters = [.. Writers, Scopes.RulesDraft];

    /// <summary>A request of those who look.</summary>
    internal ApiRequest ByReaders(HttpRequest request, CancellationToken cancellationToken) =>
        requests.By(Readers, request, cancellationToken);

    /// <summary>A request of those who change everything.</summary>
    internal ApiRequest ByWriters(HttpRequest request, CancellationToken cancellationToken) =>
        requests.By(Writers, request, cancellationToken);

    /// <summary>A request of those who look, or draft rules.</summary>
    internal ApiRequest ByRuleReaders(HttpRequest request, CancellationToken cancellationToken) =>
        requests.By(RuleReaders, request, cancellationToken);

    /// <summary>A request of those who change everything, or draft rules.</summary>
    internal ApiRequest ByRuleWriters(HttpRequest request, CancellationToken cancellationToken) =>
        requests.By(RuleWriters, request, cancellationToken);
}
