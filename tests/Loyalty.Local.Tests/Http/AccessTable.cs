using Loyalty.Identity;

namespace Loyalty.Local.Tests.Http;

/// <summary>
/// Who may call what. What is not listed is for <c>manage</c>, and for <c>manage.read</c> as well where it is a GET of
/// the management API: a new route is closed here until somebody opens it.
/// </summary>
internal static class AccessTable
{
    /// <summary>Routes for everybody. Setup asks for a token of its own, the console for a secret or its cookie.</summary>
    private static readonly string[] Open =
    [
        "GET /",
        "GET /console/{*path}",
        "GET /docs/{*path}",
        "GET /openapi.yaml",
        "GET /openapi.json",
        "GET /health",
        "GET /health/ready",
        "GET /realms/partner/.well-known/openid-configuration",
        "GET /.well-known/oauth-authorization-server/realms/partner",
        "GET /realms/partner/protocol/openid-connect/certs",
        "POST /realms/partner/protocol/openid-connect/token",
        "POST /manage/setup",
        "POST /v1/authenticate",
        "POST /v1/callbacks/{issueId}",
        "POST /console/session",
        "DELETE /console/session",
        "POST /console/session/token",
    ];

    /// <summary>Routes for every client of the organisation, whatever its scopes.</summary>
    private static readonly string[] AnyScope =
    [
        "GET /points/requests",
        "GET /points/requests/{requestId}",
        "GET /latitude-points/orgs/{orgId}/point-programs/{programId}/balances/{userId}",
    ];

    private static readonly Dictionary<string, string[]> Scoped = new()
    {
        ["POST /points"] = [Scopes.PointsEarn, Scopes.PointsRedeem],
        ["POST /points/holds"] = [Scopes.PointsRedeem],
        ["GET /points/holds/{holdId}"] = [Scopes.PointsRedeem],
        ["POST /points/holds/{holdId}/capture"] = [Scopes.PointsRedeem],
        ["POST /points/holds/{holdId}/release"] = [Scopes.PointsRedeem],
        ["POST /loyalty/user/{loyaltyUserId}/points"] = [Scopes.PointsAdjust],
        ["GET /v1.1/points/isredeemable"] = [Scopes.PointOfSale],
        ["GET /v1.1/points/validationcode"] = [Scopes.PointOfSale],
        ["POST /v1.1/points/redeem"] = [Scopes.PointOfSale],
        ["POST /v1.1/points/reverse"] = [Scopes.PointOfSale],
        ["GET /v1/profile"] = [Scopes.Programs],
        ["GET /v1/programs"] = [Scopes.Programs],
        ["GET /v1/currencies"] = [Scopes.Programs],
        ["POST /v1/transactions"] = [Scopes.Programs],
        ["GET /v1/transactions"] = [Scopes.Programs],
        ["GET /v1/transactions/{transactionId}"] = [Scopes.Programs],
        ["POST /v1/transactions/preview"] = [Scopes.Programs],
        ["POST /v1/programs/{programId}/validate-member"] = [Scopes.Programs],
        ["POST /v1/connections"] = [Scopes.Programs],
        ["GET /v1/connections"] = [Scopes.Programs],
        ["GET /manage/me"] = [Scopes.Manage, Scopes.ManageRead, Scopes.RulesDraft],
        ["GET /manage/members/{userId}/connections"] = [Scopes.Manage, Scopes.ManageRead],
        ["GET /manage/pending-issues"] = [Scopes.Manage, Scopes.ManageRead],
        ["POST /manage/programs/{programId}/test-connection"] = [Scopes.Manage],
        ["POST /manage/programs/{programId}/simulate"] = [Scopes.Manage, Scopes.ManageRead],
        ["GET /manage/organisation"] = [Scopes.Manage, Scopes.ManageRead],
        ["PUT /manage/organisation"] = [Scopes.Manage],
        ["GET /manage/rules"] = [Scopes.Manage, Scopes.ManageRead, Scopes.RulesDraft],
        ["POST /manage/rules"] = [Scopes.Manage, Scopes.RulesDraft],
        ["GET /manage/rules/{ruleId}"] = [Scopes.Manage, Scopes.ManageRead, Scopes.RulesDraft],
        ["GET /manage/rules/{ruleId}/versions"] = [Scopes.Manage, Scopes.ManageRead, Scopes.RulesDraft],
        ["PUT /manage/rules/{ruleId}"] = [Scopes.Manage, Scopes.RulesDraft],
        ["POST /manage/rules/{ruleId}/simulate"] = [Scopes.Manage, Scopes.ManageRead, Scopes.RulesDraft],
        ["GET /manage/programs"] = [Scopes.Manage, Scopes.ManageRead, Scopes.RulesDraft],
        ["GET /manage/programs/{programId}"] = [Scopes.Manage, Scopes.ManageRead, Scopes.RulesDraft],
        ["GET /manage/clients"] = [Scopes.Manage, Scopes.ManageRead, Scopes.RulesDraft],
        ["GET /manage/clients/{clientId}"] = [Scopes.Manage, Scopes.ManageRead, Scopes.RulesDraft],
        ["GET /manage/clients/{clientId}/till-days"] = [Scopes.Manage, Scopes.ManageRead],
        ["GET /manage/groups/{groupId}/points"] = [Scopes.Manage, Scopes.ManageRead],
    };

    /// <summary>Every route that is named here.</summary>
    public static IEnumerable<string> Named => [.. Open, .. AnyScope, .. Scoped.Keys];

    public static bool IsOpen(AppRoute route) => Open.Contains(route.ToString());

    /// <summary>The scopes of which a caller needs one.</summary>
    public static IReadOnlyList<string> ScopesFor(AppRoute route) =>
        AnyScope.Contains(route.ToString()) ? Scopes.All
        : Scoped.TryGetValue(route.ToString(), out var scopes) ? scopes
        : route is { IsManagement: true, Method: "GET" } ? [Scopes.Manage, Scopes.ManageRead]
        : [Scopes.Manage];
}
